package io.caravan.fhir;

import static io.caravan.fhir.Concepts.text;

import io.caravan.hl7.Repetition;

/** ContactPoint from XTN. */
final class ContactPoints {
    private ContactPoints() {}

    /** @param defaultUse where XTN-2 says nothing: {@code home} for PID-13, {@code work} for PID-14; may be empty */
    static String of(Repetition xtn, String defaultUse, FhirTimes times) {
        String equipment = text(xtn, 3);
        String use = text(xtn, 2);
        boolean email = equipment.equals("Internet") || equipment.equals("X.400") || use.equals("NET");
        String value = email ? firstOf(text(xtn, 4), text(xtn, 1)) : number(xtn);
        if (value.isEmpty() && !text(xtn, 4).isEmpty()) {
            value = text(xtn, 4);
            email = true;
        }
        if (value.isEmpty()) {
            return "";
        }
        return Json.object()
                .text("system", email ? "email" : system(equipment, use))
                .text("value", value)
                .text("use", use(use, equipment, defaultUse))
                .raw("rank", rank(text(xtn, 18)))
                .raw("period", Periods.of(times.dateTime(xtn.text(13)), times.dateTime(xtn.text(14))))
                .end();
    }

    /** The parts from XTN-5 on where there are any, else XTN-12, else XTN-1: since 2.3 XTN-1 is kept for old senders only. */
    private static String number(Repetition xtn) {
        String local = text(xtn, 7);
        if (local.isEmpty()) {
            return firstOf(text(xtn, 12), text(xtn, 1));
        }
        StringBuilder out = new StringBuilder();
        if (!text(xtn, 5).isEmpty()) {
            String country = text(xtn, 5);
            out.append(country.startsWith("+") ? "" : "+").append(country).append(' ');
        }
        if (!text(xtn, 6).isEmpty()) {
            out.append(text(xtn, 6)).append(' ');
        }
        out.append(local);
        if (!text(xtn, 8).isEmpty()) {
            out.append(" X").append(text(xtn, 8));
        }
        return out.toString();
    }

    private static String system(String equipment, String use) {
        return switch (equipment) {
            case "FX" -> "fax";
            case "BP" -> "pager";
            case "MD", "SAT", "TDD", "TTY" -> "other";
            default -> use.equals("BPN") ? "pager" : "phone";
        };
    }

    private static String use(String use, String equipment, String defaultUse) {
        if (equipment.equals("CP")) {
            return "mobile";
        }
        return switch (use) {
            case "PRN", "ORN", "VHN" -> "home";
            case "WPN" -> "work";
            case "PRS" -> "mobile";
            default -> defaultUse;
        };
    }

    private static String rank(String preference) {
        boolean digits = !preference.isEmpty() && preference.length() <= 5 && preference.charAt(0) != '0';
        for (int i = 0; digits && i < preference.length(); i++) {
            digits = preference.charAt(i) >= '0' && preference.charAt(i) <= '9';
        }
        return digits ? preference : "";
    }

    private static String firstOf(String first, String second) {
        return first.isEmpty() ? second : first;
    }
}
