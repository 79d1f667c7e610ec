package io.caravan.fhir;

import static io.caravan.fhir.Concepts.text;

import io.caravan.hl7.Repetition;
import java.util.ArrayList;
import java.util.List;

/** HumanName from XPN, and the name part of XCN. */
final class HumanNames {
    private HumanNames() {}

    static String ofXpn(Repetition xpn, FhirTimes times) {
        List<String> suffixes = new ArrayList<>(3);
        add(suffixes, text(xpn, 4));
        add(suffixes, text(xpn, 6));
        add(suffixes, text(xpn, 14));
        String name = of(text(xpn, 1), List.of(text(xpn, 2), text(xpn, 3)), text(xpn, 5), suffixes);
        if (name.isEmpty()) {
            return "";
        }
        String period = Periods.of(xpn, 10, 12, times);
        return Json.object()
                .text("use", use(text(xpn, 7)))
                .elements(name)
                .raw("period", period)
                .end();
    }

    static String nickname(Repetition xpn) {
        String called = text(xpn, 15);
        return called.isEmpty()
                ? ""
                : Json.object()
                        .text("use", "nickname")
                        .raw("given", "[" + Json.string(called) + "]")
                        .end();
    }

    /** The elements of a name, or empty text for none. */
    private static String of(String family, List<String> givenNames, String prefix, List<String> suffixes) {
        List<String> given = new ArrayList<>(2);
        givenNames.forEach(name -> add(given, name));
        List<String> prefixes = new ArrayList<>(1);
        add(prefixes, prefix);
        return Json.object()
                .text("family", family)
                .raw("given", Json.array(given))
                .raw("prefix", Json.array(prefixes))
                .raw("suffix", Json.array(suffixes))
                .end();
    }

    /** A name to be read by people: prefix, given names, family name, suffix. */
    static String display(Repetition xcn) {
        StringBuilder out = new StringBuilder();
        for (int component : new int[] {6, 3, 4, 2, 5}) {
            String part = text(xcn, component);
            if (!part.isEmpty()) {
                out.append(out.isEmpty() ? "" : " ").append(part);
            }
        }
        return out.toString();
    }

    static String use(String nameType) {
        return switch (nameType) {
            case "L", "R" -> "official";
            case "D" -> "usual";
            case "M" -> "maiden";
            case "N" -> "nickname";
            case "MSK", "S" -> "anonymous";
            case "TEMP", "NAV" -> "temp";
            case "BAD", "NOUSE" -> "old";
            default -> "";
        };
    }

    private static void add(List<String> values, String value) {
        if (!value.isEmpty()) {
            values.add(Json.string(value));
        }
    }
}
