package io.caravan.hl7;

/** The delimiters of one message, from its MSH-1 and MSH-2; the usual ones where it does not say. */
record Delimiters(char field, char component, char repetition, char escape, char subcomponent) {
    static final Delimiters USUAL = new Delimiters('|', '^', '~', '\\', '&');

    static Delimiters of(String text) {
        int msh = text.startsWith("MSH") ? 0 : text.indexOf("\rMSH") + 1;
        if (msh == 0 && !text.startsWith("MSH") || text.length() < msh + 8) {
            return USUAL;
        }
        char field = text.charAt(msh + 3);
        int end = text.indexOf(field, msh + 4);
        int count = (end < 0 ? text.length() : end) - (msh + 4);
        return new Delimiters(
                field,
                count > 0 ? text.charAt(msh + 4) : USUAL.component,
                count > 1 ? text.charAt(msh + 5) : USUAL.repetition,
                count > 2 ? text.charAt(msh + 6) : USUAL.escape,
                count > 3 ? text.charAt(msh + 7) : USUAL.subcomponent);
    }
}
