package io.caravan.hl7;

/** HL7 v2 escape sequences (chapter 2, "Use of escape sequences in text fields"), undone once, after splitting. */
final class Escapes {
    private Escapes() {}

    static String undo(String text, Delimiters delimiters) {
        int at = text.indexOf(delimiters.escape());
        if (at < 0) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length());
        int from = 0;
        while (at >= 0) {
            int end = text.indexOf(delimiters.escape(), at + 1);
            if (end < 0) {
                break;
            }
            out.append(text, from, at);
            append(out, text, at, end, delimiters);
            from = end + 1;
            at = text.indexOf(delimiters.escape(), from);
        }
        return out.append(text, from, text.length()).toString();
    }

    private static void append(StringBuilder out, String text, int at, int end, Delimiters delimiters) {
        if (end == at + 2) {
            switch (text.charAt(at + 1)) {
                case 'F' -> out.append(delimiters.field());
                case 'S' -> out.append(delimiters.component());
                case 'T' -> out.append(delimiters.subcomponent());
                case 'R' -> out.append(delimiters.repetition());
                case 'E' -> out.append(delimiters.escape());
                case 'H', 'N' -> {}
                default -> out.append(text, at, end + 1);
            }
        } else if (text.startsWith(".br", at + 1) || text.startsWith(".sp", at + 1)) {
            out.append('\n');
        } else {
            out.append(text, at, end + 1);
        }
    }
}
