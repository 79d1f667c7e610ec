package io.caravan.map.value;

import io.caravan.fhir.Json;
import io.caravan.fhir.Unit;

/**
 * Text as the value of an observation. FHIR's string has no unit: where the text holds a figure the unit follows it, for a
 * figure without its unit misleads; otherwise the unit stands beside it.
 */
final class TextValue {
    private static final int LONGEST_FIGURE = 40;

    private TextValue() {}

    /** Lines keep their indents, for tables are made of them; empty lines around the text say nothing. */
    static String of(String text, Unit unit) {
        String whole = trimmed(text);
        if (whole.isEmpty()) {
            return "";
        }
        if (unit.isNone() || saysItself(whole, unit.text())) {
            return ResultValue.element("valueString", Json.string(whole));
        }
        if (isFigure(whole)) {
            return Json.object()
                    .text("valueString", whole + " " + unit.text())
                    .raw("_valueString", ResultExtensions.holder(ResultExtensions.originalText(whole)))
                    .end();
        }
        String beside = ResultExtensions.of("unit", "valueString", Json.string(unit.text()));
        return Json.object()
                .text("valueString", whole)
                .raw("_valueString", ResultExtensions.holder(beside))
                .end();
    }

    private static String trimmed(String text) {
        String lines = text.stripTrailing();
        int from = 0;
        for (int i = 0; i < lines.length() && Character.isWhitespace(lines.charAt(i)); i++) {
            if (lines.charAt(i) == '\n') {
                from = i + 1;
            }
        }
        return lines.indexOf('\n', from) < 0 ? lines.strip() : lines.substring(from);
    }

    private static boolean saysItself(String text, String unit) {
        return text.endsWith(unit) && text.length() > unit.length();
    }

    /** One short line that begins with a digit, or with a sign or comparator and a digit. */
    private static boolean isFigure(String text) {
        if (text.length() > LONGEST_FIGURE || text.indexOf('\n') >= 0) {
            return false;
        }
        int i = 0;
        while (i < text.length() && "<>=+-~\u2264\u2265\u2212., ".indexOf(text.charAt(i)) >= 0) {
            i++;
        }
        return i < text.length() && Character.isDigit(text.charAt(i));
    }
}
