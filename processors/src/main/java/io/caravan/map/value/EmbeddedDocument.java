package io.caravan.map.value;

import io.caravan.fhir.Json;
import io.caravan.hl7.Repetition;
import io.caravan.message.Rejected;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;

/**
 * A document inside a result (OBX-5 of type ED) as FHIR Attachment: decoded strictly, with size and SHA-1, so that a reader
 * can tell that it is whole.
 */
public final class EmbeddedDocument {
    private final byte[] bytes;
    private final String contentType;
    private final String title;
    private final boolean contradictsItsType;

    private EmbeddedDocument(byte[] bytes, String declared, String title) {
        String magic = magic(bytes);
        this.bytes = bytes;
        this.contentType = magic.isEmpty() ? declared : magic;
        this.title = title;
        this.contradictsItsType = !magic.isEmpty() && !declared.endsWith(magic.substring(magic.indexOf('/')));
    }

    public static boolean isIn(Repetition ed) {
        return !ed.text(5).isBlank();
    }

    /** @throws Rejected where the data is not what ED-4 says it is */
    public static EmbeddedDocument read(Repetition ed, String title) {
        byte[] bytes = decode(ed.whole(5), ed.text(4));
        return new EmbeddedDocument(bytes, declaredType(ed), title);
    }

    private static byte[] decode(String data, String encoding) {
        try {
            return switch (encoding.toUpperCase(Locale.ROOT)) {
                case "BASE64" -> base64(withoutLineEnds(data));
                case "HEX" -> HexFormat.of().parseHex(withoutLineEnds(data));
                case "A", "" -> data.getBytes(StandardCharsets.UTF_8);
                default -> throw new Rejected(103, "unknown-encoding", "OBX-5.4");
            };
        } catch (IllegalArgumentException e) {
            throw new Rejected(102, "document-not-decodable", "OBX-5.5");
        }
    }

    /** Java's decoder takes text without its padding, which may as well be text that was cut off. */
    private static byte[] base64(String text) {
        if (text.length() % 4 != 0) {
            throw new IllegalArgumentException("base64 that ends too early");
        }
        return Base64.getDecoder().decode(text);
    }

    /** Senders wrap base64 as mail does, with escaped line ends; every other stray character is damage. */
    private static String withoutLineEnds(String data) {
        StringBuilder out = new StringBuilder(data.length());
        for (int i = 0; i < data.length(); i++) {
            char c = data.charAt(i);
            if (c != '\n' && c != '\r') {
                out.append(c);
            }
        }
        return out.toString();
    }

    private static String declaredType(Repetition ed) {
        String subtype = ed.text(3).strip().toLowerCase(Locale.ROOT);
        if (subtype.indexOf('/') > 0) {
            return subtype;
        }
        String type = switch (ed.text(2).strip().toUpperCase(Locale.ROOT)) {
            case "IM", "IMAGE" -> "image";
            case "TX", "FT", "TEXT", "SD" -> "text";
            case "AU", "AUDIO" -> "audio";
            default -> "application";
        };
        return type + "/" + (subtype.isEmpty() ? type.equals("text") ? "plain" : "octet-stream" : subtype);
    }

    private static String magic(byte[] bytes) {
        if (startsWith(bytes, '%', 'P', 'D', 'F', '-')) {
            return "application/pdf";
        }
        if (startsWith(bytes, 0x89, 'P', 'N', 'G')) {
            return "image/png";
        }
        if (startsWith(bytes, 0xFF, 0xD8, 0xFF)) {
            return "image/jpeg";
        }
        if (startsWith(bytes, '{', '\\', 'r', 't', 'f')) {
            return "application/rtf";
        }
        if (startsWith(bytes, 'I', 'I', '*', 0) || startsWith(bytes, 'M', 'M', 0, '*')) {
            return "image/tiff";
        }
        return startsWith(bytes, 'G', 'I', 'F', '8') ? "image/gif" : "";
    }

    private static boolean startsWith(byte[] bytes, int... magic) {
        if (bytes.length < magic.length) {
            return false;
        }
        for (int i = 0; i < magic.length; i++) {
            if ((bytes[i] & 0xFF) != magic[i]) {
                return false;
            }
        }
        return true;
    }

    /** Whether the bytes say that they are something else than ED-2 and ED-3 do; the bytes are believed. */
    public boolean contradictsItsType() {
        return contradictsItsType;
    }

    public String contentType() {
        return contentType;
    }

    public int size() {
        return bytes.length;
    }

    /** As base64. */
    public String data() {
        return Base64.getEncoder().encodeToString(bytes);
    }

    /** With the document itself. */
    public String json() {
        return json(data(), "");
    }

    /** With the place where the document itself stands. */
    public String json(String url) {
        return json("", url);
    }

    /** Its description only: where the document itself stands elsewhere. */
    String descriptionJson() {
        return json("", "");
    }

    private String json(String data, String url) {
        return Json.object()
                .text("contentType", contentType)
                .text("data", data)
                .text("url", url)
                .raw("size", String.valueOf(bytes.length))
                .text("hash", Base64.getEncoder().encodeToString(sha1()))
                .text("title", title)
                .end();
    }

    private byte[] sha1() {
        try {
            return MessageDigest.getInstance("SHA-1").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
    }
}
