package io.caravan.hl7;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * How one message is written: its delimiters, from its MSH-1 and MSH-2, the usual ones where it does not say; and the character
 * set of the bytes in its hexadecimal escapes.
 */
record Delimiters(char field, char component, char repetition, char escape, char subcomponent, Charset charset) {
    static final Delimiters USUAL = new Delimiters('|', '^', '~', '\\', '&', StandardCharsets.US_ASCII);

    /** For MSH-2, which is text of delimiters: no character separates or escapes. */
    static final Delimiters NONE =
            new Delimiters('\uFFFF', '\uFFFF', '\uFFFF', '\uFFFF', '\uFFFF', StandardCharsets.US_ASCII);

    /** @param msh where the MSH begins; negative = there is none */
    static Delimiters of(String text, int msh, Charset charset) {
        if (msh < 0 || text.length() < msh + 4) {
            return new Delimiters('|', '^', '~', '\\', '&', charset);
        }
        char field = text.charAt(msh + 3);
        int count = 0;
        while (count < 4 && msh + 4 + count < text.length() && isInside(text.charAt(msh + 4 + count), field)) {
            count++;
        }
        return new Delimiters(
                field,
                count > 0 ? text.charAt(msh + 4) : USUAL.component,
                count > 1 ? text.charAt(msh + 5) : USUAL.repetition,
                count > 2 ? text.charAt(msh + 6) : USUAL.escape,
                count > 3 ? text.charAt(msh + 7) : USUAL.subcomponent,
                charset);
    }

    private static boolean isInside(char next, char field) {
        return next != field && next != '\r' && next != '\n';
    }

    /** Where the MSH begins, by the rule of {@link HeaderSegment}; -1 = there is none. */
    static int locate(String text) {
        boolean lineStart = true;
        for (int i = 0; i <= text.length() - 4; i++) {
            char next = text.charAt(i);
            if (lineStart && next == 'M' && text.startsWith("MSH", i) && isDelimiter(text.charAt(i + 3))) {
                return i;
            }
            lineStart = next == '\r' || next == '\n' || lineStart && (next <= ' ' || next == '\uFEFF' || next > 0x7F);
        }
        return text.indexOf("MSH|^~\\&");
    }

    private static boolean isDelimiter(char next) {
        return next > ' ' && next < 0x7F && !Character.isLetterOrDigit(next);
    }
}
