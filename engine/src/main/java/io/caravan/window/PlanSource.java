package io.caravan.window;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * The windows as people write them.
 *
 * @param text of {@code windows.yaml}
 * @param calendars the text of each calendar that is named there, by file name
 */
public record PlanSource(String text, Map<String, String> calendars) {
    public static final PlanSource NONE = new PlanSource("", Map.of());

    public PlanSource {
        calendars = Map.copyOf(calendars);
    }

    /** SHA-256 in hexadecimal digits; each part is preceded by its length, so that none runs into the next. */
    public String digest() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            write(out, text);
            for (Map.Entry<String, String> calendar : new TreeMap<>(calendars).entrySet()) {
                write(out, calendar.getKey());
                write(out, calendar.getValue());
            }
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.toByteArray()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-256", e);
        }
    }

    private static void write(DataOutputStream out, String part) throws IOException {
        byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }
}
