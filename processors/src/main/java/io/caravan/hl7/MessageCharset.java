package io.caravan.hl7;

import io.caravan.message.Rejected;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The character set of one message: the one its source declares, else MSH-18 (HL7 table 0211), else ASCII. Decoding is strict:
 * bytes that are not text of that set are refused, never replaced and never guessed at. A byte order mark is a declaration of
 * UTF-8, and is not part of the text.
 *
 * @param charset the set to decode with
 */
public record MessageCharset(Charset charset) {
    private static final String PLACE = "MSH-18";
    private static final int TABLE_VALUE_NOT_FOUND = 103;
    private static final int DATA_TYPE_ERROR = 102;

    /** Names of table 0211, and other spellings that can mean nothing else, without blanks and punctuation, in upper case. */
    private static final Map<String, String> NAMES = Map.ofEntries(
            Map.entry("ASCII", "US-ASCII"),
            Map.entry("USASCII", "US-ASCII"),
            Map.entry("ISOIR6", "US-ASCII"),
            Map.entry("UNICODEUTF8", "UTF-8"),
            Map.entry("UTF8", "UTF-8"),
            // A message whose MSH can be read byte by byte is in no other form of Unicode than UTF-8.
            Map.entry("UNICODE", "UTF-8"),
            Map.entry("ISOIR192", "UTF-8"),
            Map.entry("ISOIR100", "ISO-8859-1"),
            Map.entry("ISOIR101", "ISO-8859-2"),
            Map.entry("ISOIR109", "ISO-8859-3"),
            Map.entry("ISOIR110", "ISO-8859-4"),
            Map.entry("ISOIR144", "ISO-8859-5"),
            Map.entry("ISOIR127", "ISO-8859-6"),
            Map.entry("ISOIR126", "ISO-8859-7"),
            Map.entry("ISOIR138", "ISO-8859-8"),
            Map.entry("ISOIR148", "ISO-8859-9"),
            Map.entry("ISOIR166", "TIS-620"),
            Map.entry("ISOIR13", "JIS_X0201"),
            Map.entry("JISX02011976", "JIS_X0201"),
            Map.entry("ISOIR14", "ISO-2022-JP"),
            Map.entry("ISOIR87", "ISO-2022-JP"),
            Map.entry("ISOIR159", "ISO-2022-JP-2"),
            Map.entry("KSX1001", "EUC-KR"),
            Map.entry("ISOIR149", "EUC-KR"),
            Map.entry("GB180302000", "GB18030"),
            Map.entry("GB18030", "GB18030"),
            Map.entry("BIG5", "Big5"),
            Map.entry("WINDOWS1250", "windows-1250"),
            Map.entry("WINDOWS1251", "windows-1251"),
            Map.entry("WINDOWS1252", "windows-1252"));

    /** @throws Rejected where MSH-18 names no set that we have */
    public static MessageCharset of(byte[] payload, Optional<Charset> declared) {
        if (declared.isPresent()) {
            return new MessageCharset(declared.get());
        }
        HeaderSegment msh = HeaderSegment.find(payload);
        Octets field = msh.field(18);
        String first = key(field.part(msh.repetitionSeparator(), 1), msh);
        String second = key(field.part(msh.repetitionSeparator(), 2), msh);
        if (first.isEmpty() && second.isEmpty()) {
            return new MessageCharset(msh.hasByteOrderMark() ? StandardCharsets.UTF_8 : StandardCharsets.US_ASCII);
        }
        return new MessageCharset(named(first, second));
    }

    private static String key(Octets repetition, HeaderSegment msh) {
        String name = repetition.part(msh.componentSeparator(), 1).text();
        StringBuilder key = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); i++) {
            if (Character.isLetterOrDigit(name.charAt(i))) {
                key.append(name.charAt(i));
            }
        }
        return key.toString().toUpperCase(Locale.ROOT);
    }

    /**
     * The first set is the message's; the second is reached from it by ISO 2022 escape bytes. The Japanese sets are read so
     * together with ASCII by one decoder of Java; other pairs mean the first.
     */
    private static Charset named(String first, String second) {
        String name = javaName(first.isEmpty() ? "ASCII" : first);
        String other = second.isEmpty() ? "" : NAMES.getOrDefault(second, "");
        if (name.equals("US-ASCII") && other.startsWith("ISO-2022-JP")) {
            name = other;
        }
        if (!Charset.isSupported(name)) {
            throw unknown();
        }
        return Charset.forName(name);
    }

    private static String javaName(String key) {
        String name = NAMES.get(key);
        if (name != null) {
            return name;
        }
        String part = key.startsWith("ISO8859") ? key.substring(7) : key.startsWith("8859") ? key.substring(4) : "";
        if (part.isEmpty() || part.length() > 2 || !part.chars().allMatch(Character::isDigit)) {
            throw unknown();
        }
        return part.equals("11") ? "TIS-620" : "ISO-8859-" + part;
    }

    private static Rejected unknown() {
        return new Rejected(TABLE_VALUE_NOT_FOUND, "unknown-charset", PLACE);
    }

    /** @throws Rejected where a byte is not text of this set */
    public String decode(byte[] payload) {
        int start = hasByteOrderMark(payload) ? 3 : 0;
        if (isAscii(payload, start) && isAsciiThroughout()) {
            return new String(payload, start, payload.length - start, StandardCharsets.ISO_8859_1);
        }
        if (charset.equals(StandardCharsets.ISO_8859_1)) {
            return new String(payload, start, payload.length - start, charset);
        }
        try {
            return charset.newDecoder()
                    .decode(ByteBuffer.wrap(payload, start, payload.length - start))
                    .toString();
        } catch (CharacterCodingException notOfThisSet) {
            throw new Rejected(DATA_TYPE_ERROR, "undecodable", PLACE);
        }
    }

    /** Whether seven-bit bytes mean ASCII in this set. In ISO 2022 and JIS sets they may not. */
    private boolean isAsciiThroughout() {
        String name = charset.name();
        return name.equals("US-ASCII")
                || name.equals("UTF-8")
                || name.startsWith("ISO-8859")
                || name.startsWith("windows");
    }

    private static boolean isAscii(byte[] payload, int start) {
        for (int i = start; i < payload.length; i++) {
            if (payload[i] < 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean hasByteOrderMark(byte[] payload) {
        return payload.length > 2
                && payload[0] == (byte) 0xEF
                && payload[1] == (byte) 0xBB
                && payload[2] == (byte) 0xBF;
    }
}
