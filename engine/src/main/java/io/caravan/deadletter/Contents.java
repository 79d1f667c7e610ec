package io.caravan.deadletter;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.caravan.deadletter.LetterFilter.Number;
import io.caravan.hl7.Hl7Message;
import io.caravan.hl7.Repetition;
import io.caravan.hl7.Segment;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a letter is filed under, read from what it holds. Whatever cannot be read is left out: a letter must be opened all the
 * same.
 *
 * @param messageType MSH-9 as {@code ADT^A01}
 * @param numbers in clear
 */
record Contents(String messageType, Map<Number, Set<String>> numbers) {
    static final Contents NOTHING = new Contents("", Map.of());

    /** More than this a message does not have, and a letter is not found by. */
    private static final int MOST = 64;

    private static final int LONGEST = 100;
    private static final JsonFactory JSON = new JsonFactory();

    /** Without the numbers: they are patient data. */
    @Override
    public String toString() {
        return "contents of a letter (" + messageType + ")";
    }

    /** Bytes are read as they are, whatever the character set: the numbers looked for are of letters and digits. */
    static Contents ofMessage(byte[] payload) {
        Hl7Message message = Hl7Message.read(new String(payload, StandardCharsets.ISO_8859_1));
        Collected found = new Collected();
        for (Segment segment : message.segments()) {
            switch (segment.name()) {
                case "PID" -> {
                    found.add(Number.PATIENT, segment, 3);
                    found.add(Number.PATIENT, segment, 2);
                    found.add(Number.PATIENT, segment, 4);
                    found.add(Number.VISIT, segment, 18);
                }
                case "MRG" -> {
                    found.add(Number.PATIENT, segment, 1);
                    found.add(Number.VISIT, segment, 3);
                    found.add(Number.VISIT, segment, 5);
                }
                case "PV1" -> found.add(Number.VISIT, segment, 19);
                case "ORC", "OBR" -> {
                    found.add(Number.ORDER, segment, 2);
                    found.add(Number.ORDER, segment, 3);
                }
                default -> {}
            }
        }
        return new Contents(type(message), found.numbers);
    }

    private static String type(Hl7Message message) {
        String type = message.type() + "^" + message.event();
        return type.length() == 1 || type.length() > 20 ? "" : type;
    }

    /** @param rowJson with the values in an object {@code columns}, or on its own */
    static Contents ofRow(String rowJson) {
        Collected found = new Collected();
        try (JsonParser json = JSON.createParser(rowJson)) {
            for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                if (token == JsonToken.VALUE_STRING || token == JsonToken.VALUE_NUMBER_INT) {
                    Number number = number(json.currentName());
                    if (number != null) {
                        found.add(number, json.getText());
                    }
                }
            }
        } catch (IOException e) {
            return new Contents("", found.numbers);
        }
        return new Contents("", found.numbers);
    }

    private static @Nullable Number number(@Nullable String column) {
        return switch (String.valueOf(column)) {
            case "patient_id" -> Number.PATIENT;
            case "visit_number" -> Number.VISIT;
            case "order_number", "filler_number", "prescription_number" -> Number.ORDER;
            default -> null;
        };
    }

    private static final class Collected {
        private final Map<Number, Set<String>> numbers = new EnumMap<>(Number.class);
        private int count;

        void add(Number number, Segment segment, int field) {
            for (Repetition repetition : segment.repetitions(field)) {
                add(number, repetition.text(1));
            }
        }

        void add(Number number, String value) {
            String stripped = value.strip();
            if (!stripped.isEmpty()
                    && stripped.length() <= LONGEST
                    && count < MOST
                    && numbers.computeIfAbsent(number, any -> new LinkedHashSet<>())
                            .add(stripped)) {
                count++;
            }
        }
    }
}
