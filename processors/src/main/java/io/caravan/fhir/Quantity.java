package io.caravan.fhir;

/**
 * A measured amount.
 *
 * @param comparator {@code <}, {@code <=}, {@code >=}, {@code >} or empty
 * @param decimal digits as in the source, see {@link Decimals}
 */
public record Quantity(String comparator, String decimal, Unit unit) {

    public static Quantity of(String decimal, Unit unit) {
        return new Quantity("", decimal, unit);
    }

    /**
     * A number with an optional comparator before it ({@code <2}, {@code >= 1000}); the decimal is empty where the text is
     * something else.
     */
    public static Quantity read(String text, Unit unit) {
        String stripped = text.strip();
        int end = comparatorEnd(stripped);
        return new Quantity(stripped.substring(0, end), Decimals.lenient(stripped.substring(end)), unit);
    }

    private static int comparatorEnd(String text) {
        if (text.isEmpty() || text.charAt(0) != '<' && text.charAt(0) != '>') {
            return 0;
        }
        return text.startsWith("=", 1) ? 2 : 1;
    }

    public boolean isNumber() {
        return !decimal.isEmpty();
    }

    /** FHIR Quantity; empty where there is no number. */
    public String json() {
        return isNumber() ? write(true) : "";
    }

    /** FHIR SimpleQuantity: without comparator. */
    public String simpleJson() {
        return isNumber() ? write(false) : "";
    }

    private String write(boolean withComparator) {
        return Json.object()
                .raw("value", decimal)
                .text("comparator", withComparator ? comparator : "")
                .text("unit", unit.text())
                .text("system", unit.code().isEmpty() ? "" : Unit.UCUM)
                .text("code", unit.code())
                .end();
    }
}
