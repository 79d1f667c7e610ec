package io.caravan.journal;

import io.caravan.crypto.KeyedHash;
import io.caravan.crypto.Sealer;
import io.caravan.crypto.Sealer.Place;
import io.caravan.message.DataClass;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Hashes and seals a message. Runs on the caller's thread, so that the writer only writes. */
final class Preparation {
    private static final int CONTROL_HASH_BYTES = 16;

    private final KeyedHash hash;
    private final Sealer sealer;
    private final InstantSource clock;

    Preparation(KeyedHash hash, Sealer sealer, InstantSource clock) {
        this.hash = hash;
        this.sealer = sealer;
        this.clock = clock;
    }

    Pending prepare(Incoming message, CompletableFuture<Receipt> result) {
        DataClass dataClass = message.dataClass();
        byte[] content = hash.hash("content/" + dataClass.label(), message.payload());
        byte[] sealed = sealer.seal(message.payload(), place(dataClass, content));
        Instant now = clock.instant();
        long micros = now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000;
        return new Pending(
                message,
                control(message, content),
                content,
                patient(message),
                sealed,
                micros,
                result,
                Optional.empty());
    }

    /** What a sealed payload is bound to: known before the row has an id. */
    static Place place(DataClass dataClass, byte[] contentHash) {
        return new Place("journal/1", dataClass.label(), HexFormat.of().formatHex(contentHash), 0);
    }

    /** By class: the same message may be sent to two classes, and each must handle it. */
    private byte[] control(Incoming message, byte[] content) {
        byte[] key =
                message.controlKey().isEmpty() ? content : message.controlKey().getBytes(StandardCharsets.UTF_8);
        String domain = (message.controlKey().isEmpty() ? "no-control/" : "control/")
                + message.dataClass().label();
        return Arrays.copyOf(hash.hash(domain, key), CONTROL_HASH_BYTES);
    }

    private long patient(Incoming message) {
        if (message.patientKey().isEmpty()) {
            return 0;
        }
        long patient = hash.hash64("patient", message.patientKey());
        return patient == 0 ? 1 : patient;
    }
}
