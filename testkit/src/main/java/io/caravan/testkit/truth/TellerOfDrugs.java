package io.caravan.testkit.truth;

import static io.caravan.testkit.truth.Lines.segment;

import io.caravan.message.DataClass;
import java.util.ArrayList;
import java.util.List;

/** Prescriptions and what was given. */
final class TellerOfDrugs {
    private TellerOfDrugs() {}

    static Arrival drug(Told told) {
        return switch (told.kind()) {
            case DRUG_NEW -> order(told, "NW");
            case DRUG_CHANGED -> order(told, "XO");
            case DRUG_ENDED -> order(told, told.maybe(1) ? "DC" : told.maybe(2) ? "CA" : "HD");
            default -> given(told);
        };
    }

    private static String number(Told told) {
        return "D" + told.patient() + told.number() + "^PLACER";
    }

    private static List<String> start(Told told, String control) {
        List<String> lines = new ArrayList<>(List.of(Teller.pid(told)));
        if (told.maybe(3)) {
            lines.add(segment("PV1", 2, "I", 19, Teller.visit(told) + "^^^VISIT"));
        }
        lines.add(segment("ORC", 1, control, 2, number(told), 9, told.at()));
        return lines;
    }

    private static Arrival order(Told told, String control) {
        List<String> lines = start(told, control);
        boolean pharmacy = told.maybe(4);
        String dose = String.valueOf(5 * (1 + told.choice(5, 3)));
        if (pharmacy) {
            lines.add(segment("RXE", 2, "1049502^Oxycodone^RXNORM", 3, dose, 5, "mg", 7, told.maybe(6) ? "^food" : ""));
        } else {
            lines.add(segment("RXO", 1, "OXY^Oxycodone^L", 2, dose, 4, "mg"));
        }
        if (told.maybe(7)) {
            lines.add(segment("TQ1", 1, 1, 3, told.maybe(8) ? "BID" : "Q6H"));
        }
        if (told.maybe(9)) {
            lines.add("RXR|PO^Oral");
        }
        return Teller.message(told, DataClass.MEDICATIONS, pharmacy ? "RDE^O11" : "OMP^O09", lines);
    }

    private static Arrival given(Told told) {
        List<String> lines = start(told, "RE");
        lines.add(segment(
                "RXA",
                2,
                1,
                3,
                "20260301080" + told.choice(10, 2),
                5,
                "OXY^Oxycodone^L",
                6,
                "5",
                7,
                "mg",
                20,
                new String[] {"CP", "RE", "PA", ""}[told.choice(11, 4)],
                21,
                told.choice(12, 4) == 0 ? "D" : "",
                22,
                told.at()));
        lines.add("RXR|PO^Oral");
        return Teller.message(told, DataClass.MEDICATIONS, "RAS^O17", lines);
    }
}
