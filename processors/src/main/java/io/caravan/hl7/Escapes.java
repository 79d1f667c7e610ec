package io.caravan.hl7;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.HexFormat;

/**
 * HL7 v2 escape sequences (chapter 2, "Use of escape sequences in text fields"), undone once, after splitting. What is unknown
 * or damaged stays as it came.
 */
final class Escapes {
    private Escapes() {}

    static String undo(String text, Delimiters delimiters) {
        char escape = delimiters.escape();
        int at = text.indexOf(escape);
        if (at < 0) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length());
        int from = 0;
        while (at >= 0) {
            int end = text.indexOf(escape, at + 1);
            if (end < 0) {
                break;
            }
            out.append(text, from, at);
            boolean sequence = append(out, text.substring(at + 1, end), delimiters);
            if (sequence) {
                from = end + 1;
                at = text.indexOf(escape, from);
            } else {
                // No sequence: a lone escape character. The next one may begin a real sequence.
                out.append(text, at, end);
                from = end;
                at = end;
            }
        }
        return out.append(text, from, text.length()).toString();
    }

    /** @return whether the code was a sequence, known or private, and has been appended */
    private static boolean append(StringBuilder out, String code, Delimiters delimiters) {
        if (code.isEmpty()) {
            return false;
        }
        if (code.length() == 1) {
            return letter(out, code.charAt(0), delimiters);
        }
        return switch (code.charAt(0)) {
            case '.' -> format(out, code, delimiters);
            case 'X' -> hexadecimal(out, code, delimiters);
            case 'C', 'M', 'Z' -> verbatim(out, code, delimiters);
            default -> false;
        };
    }

    private static boolean letter(StringBuilder out, char letter, Delimiters delimiters) {
        switch (letter) {
            case 'F' -> out.append(delimiters.field());
            case 'S' -> out.append(delimiters.component());
            case 'T' -> out.append(delimiters.subcomponent());
            case 'R' -> out.append(delimiters.repetition());
            case 'E' -> out.append(delimiters.escape());
            case 'P' -> out.append('#');
            case 'H', 'N' -> {}
            default -> {
                return false;
            }
        }
        return true;
    }

    /** Formatting commands of FT: line breaks and skips are kept as such, indents and centring have no counterpart. */
    private static boolean format(StringBuilder out, String code, Delimiters delimiters) {
        String command = code.length() < 3 ? code : code.substring(1, 3);
        switch (command) {
            case "br", "ce" -> out.append('\n');
            case "sp" -> out.append("\n".repeat(count(code)));
            case "sk" -> out.append(" ".repeat(count(code)));
            case "in", "ti", "fi", "nf" -> {}
            default -> {
                return verbatim(out, code, delimiters);
            }
        }
        return true;
    }

    private static int count(String code) {
        int count = 0;
        for (int i = 3; i < code.length() && i < 6; i++) {
            int digit = Character.digit(code.charAt(i), 10);
            if (digit >= 0) {
                count = count * 10 + digit;
            }
        }
        return Math.max(1, count);
    }

    private static boolean hexadecimal(StringBuilder out, String code, Delimiters delimiters) {
        try {
            byte[] bytes = HexFormat.of().parseHex(code, 1, code.length());
            out.append(delimiters.charset().newDecoder().decode(ByteBuffer.wrap(bytes)));
            return true;
        } catch (IllegalArgumentException | CharacterCodingException notBytesOfThisText) {
            return verbatim(out, code, delimiters);
        }
    }

    private static boolean verbatim(StringBuilder out, String code, Delimiters delimiters) {
        out.append(delimiters.escape()).append(code).append(delimiters.escape());
        return true;
    }
}
