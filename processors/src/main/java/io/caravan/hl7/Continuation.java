package io.caravan.hl7;

import java.io.ByteArrayOutputStream;
import java.util.List;

/**
 * Puts the fragments of one message together (HL7 v2 chapter 2, continuation messages and segments): the first one's MSH stays,
 * every DSC goes, and an ADD at a seam joins the halves of the segment that was cut, even where the cut went through a character.
 */
public final class Continuation {
    private Continuation() {}

    /** @param fragments payloads as received, in their order */
    public static byte[] join(List<byte[]> fragments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Seam seam = new Seam(out);
        for (int i = 0; i < fragments.size(); i++) {
            byte[] fragment = fragments.get(i);
            HeaderSegment msh = HeaderSegment.find(fragment);
            int from = i == 0 ? 0 : msh.bodyStart();
            seam.copy(fragment, from, msh.fieldSeparator());
        }
        seam.end();
        return out.toByteArray();
    }

    /** Writes lines with one CR behind each, but for those that are continued. */
    private static final class Seam {
        private final ByteArrayOutputStream out;
        private boolean lineOpen;

        Seam(ByteArrayOutputStream out) {
            this.out = out;
        }

        void copy(byte[] fragment, int from, byte separator) {
            int at = from;
            while (at < fragment.length) {
                int end = HeaderSegment.lineEnd(fragment, at);
                if (end > at) {
                    line(fragment, at, end, separator);
                }
                at = end + 1;
            }
        }

        private void line(byte[] fragment, int at, int end, byte separator) {
            if (isNamed(fragment, at, end, "DSC", separator)) {
                return;
            }
            boolean addendum = lineOpen && isNamed(fragment, at, end, "ADD", separator);
            if (!addendum) {
                end();
            }
            int start = addendum ? Math.min(at + 4, end) : at;
            out.write(fragment, start, end - start);
            lineOpen = true;
        }

        void end() {
            if (lineOpen) {
                out.write('\r');
                lineOpen = false;
            }
        }

        private static boolean isNamed(byte[] fragment, int at, int end, String name, byte separator) {
            return end - at >= 3
                    && fragment[at] == name.charAt(0)
                    && fragment[at + 1] == name.charAt(1)
                    && fragment[at + 2] == name.charAt(2)
                    && (end - at == 3 || fragment[at + 3] == separator);
        }
    }
}
