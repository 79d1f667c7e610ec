package io.caravan.fhir;

import static io.caravan.fhir.Concepts.text;

import io.caravan.hl7.Repetition;
import java.util.ArrayList;
import java.util.List;

/** Address from XAD. */
final class Addresses {
    private Addresses() {}

    static String of(Repetition xad, FhirTimes times) {
        List<String> lines = new ArrayList<>(3);
        line(lines, street(xad));
        line(lines, text(xad, 2));
        line(lines, text(xad, 19));
        String address = Json.object()
                .raw("line", Json.array(lines))
                .text("city", text(xad, 3))
                .text("district", district(xad))
                .text("state", text(xad, 4))
                .text("postalCode", text(xad, 5))
                .text("country", text(xad, 6))
                .end();
        if (address.isEmpty()) {
            return "";
        }
        String kind = text(xad, 7);
        return Json.object()
                .text("use", use(kind))
                .text("type", kind.equals("M") || kind.equals("SH") ? "postal" : "")
                .elements(address)
                .raw("period", Periods.of(xad, 12, 13, times))
                .end();
    }

    /** County or parish: a code, or only its name. */
    private static String district(Repetition xad) {
        String county = xad.text(9, 1).strip();
        return county.isEmpty() ? xad.text(9, 2).strip() : county;
    }

    /** Street address, or street name and number where the sender takes it apart (SAD). */
    private static String street(Repetition xad) {
        String address = xad.text(1, 1).strip();
        StringBuilder out = new StringBuilder(address);
        for (int part = 2; part <= 3; part++) {
            String value = xad.text(1, part).strip();
            if (!value.isEmpty() && !address.contains(value)) {
                out.append(out.isEmpty() ? "" : " ").append(value);
            }
        }
        return out.toString();
    }

    private static String use(String kind) {
        return switch (kind) {
            case "H" -> "home";
            case "B", "O" -> "work";
            case "C" -> "temp";
            case "BA" -> "old";
            case "BI" -> "billing";
            default -> "";
        };
    }

    private static void line(List<String> lines, String value) {
        String stripped = value.strip();
        if (!stripped.isEmpty()) {
            lines.add(Json.string(stripped));
        }
    }
}
