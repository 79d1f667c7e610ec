package io.caravan.backfill;

import io.caravan.balance.RowKeys;
import io.caravan.fold.Change;
import io.caravan.fold.ResourceKey;
import io.caravan.fold.ResourceType;
import io.caravan.ledger.Page;
import io.caravan.map.Mapped;
import io.caravan.map.Row;
import io.caravan.message.DataClass;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Which row brought which resource, in 34 bytes each, so that a scan of keys can tell what is gone. A row stands for one
 * resource: that which it would not be there without.
 */
final class Traces {
    static final int BYTES = RowKeys.BYTES + 2 + 16;
    private static final short NONE = -1;
    private static final ResourceType[] TYPES = ResourceType.values();
    private static final Map<DataClass, List<ResourceType>> PRINCIPALS = Map.of(
            DataClass.ADT,
            List.of(ResourceType.ALLERGY_INTOLERANCE, ResourceType.ENCOUNTER, ResourceType.PATIENT),
            DataClass.ORDERS,
            List.of(ResourceType.SERVICE_REQUEST),
            DataClass.LABS,
            List.of(ResourceType.OBSERVATION),
            DataClass.MEDICATIONS,
            List.of(ResourceType.MEDICATION_REQUEST));

    private final RowKeys keys;

    Traces(RowKeys keys) {
        this.keys = keys;
    }

    /** A row that was brought once. @param resource empty where it never became one */
    record Trace(byte[] hash, Optional<ResourceKey> resource) {}

    byte[] of(Page page) {
        ByteBuffer out = ByteBuffer.allocate(page.items().size() * BYTES);
        for (Page.Item item : page.items()) {
            Optional<Mapped> mapped = item.mapped();
            if (mapped.isEmpty() || mapped.get().exclusion().isEmpty()) {
                Optional<ResourceKey> resource = mapped.flatMap(found -> principal(page.dataClass(), found));
                write(out, new Trace(keys.bytes(page.dataClass(), page.source(), item.rowKey()), resource));
            }
        }
        byte[] bytes = new byte[out.position()];
        out.flip().get(bytes);
        return bytes;
    }

    /** Of rows that have no columns but their key's. */
    byte[] ofKeys(LegacySelect select, List<Row> rows) {
        ByteBuffer out = ByteBuffer.allocate(rows.size() * RowKeys.BYTES);
        for (Row row : rows) {
            out.put(keys.bytes(select.dataClass(), select.source(), RowPage.rowKey(select.key(), row)));
        }
        return out.array();
    }

    static byte[] write(List<Trace> traces) {
        ByteBuffer out = ByteBuffer.allocate(traces.size() * BYTES);
        traces.forEach(trace -> write(out, trace));
        return out.array();
    }

    static List<Trace> read(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        List<Trace> traces = new ArrayList<>(bytes.length / BYTES);
        while (in.remaining() >= BYTES) {
            byte[] hash = new byte[RowKeys.BYTES];
            in.get(hash);
            short type = in.getShort();
            UUID id = new UUID(in.getLong(), in.getLong());
            traces.add(trace(hash, type, id));
        }
        return traces;
    }

    /** @param type negative for none */
    static Trace trace(byte[] hash, int type, UUID id) {
        return new Trace(hash, type < 0 ? Optional.empty() : Optional.of(new ResourceKey(TYPES[type], id)));
    }

    private static void write(ByteBuffer out, Trace trace) {
        out.put(trace.hash());
        Optional<ResourceKey> resource = trace.resource();
        out.putShort(resource.map(key -> (short) key.type().ordinal()).orElse(NONE));
        out.putLong(resource.map(key -> key.id().getMostSignificantBits()).orElse(0L));
        out.putLong(resource.map(key -> key.id().getLeastSignificantBits()).orElse(0L));
    }

    private static Optional<ResourceKey> principal(DataClass dataClass, Mapped mapped) {
        for (ResourceType type : PRINCIPALS.getOrDefault(dataClass, List.of())) {
            for (Change change : mapped.changes()) {
                if (change.key().type() == type) {
                    return Optional.of(change.key());
                }
            }
        }
        return Optional.empty();
    }
}
