package io.caravan.testkit.truth;

import static io.caravan.testkit.truth.Lines.segment;

import io.caravan.message.DataClass;
import java.util.ArrayList;
import java.util.List;

/** Orders and results: numbers of placer and filler, in each combination; every status. */
final class TellerOfOrders {
    private TellerOfOrders() {}

    static Arrival order(Told told) {
        return switch (told.kind()) {
            case ORDER_NEW -> order(told, "NW", told.maybe(1), "");
            case ORDER_NUMBERED -> order(told, "NA", true, "");
            case ORDER_CHANGED -> order(told, "XO", told.maybe(1), told.maybe(2) ? "IP" : "");
            case ORDER_ENDED ->
                order(told, new String[] {"CA", "OC", "DC", "SC"}[told.choice(3, 4)], told.maybe(1), ended(told));
            default -> replaced(told);
        };
    }

    private static String ended(Told told) {
        return told.choice(3, 4) == 3 ? "CM" : "";
    }

    static String placer(Told told, int number) {
        return "P" + told.patient() + number + "^PLACER";
    }

    static String filler(Told told, int number) {
        return "F" + told.patient() + number + "^LAB";
    }

    private static Arrival order(Told told, String control, boolean numbered, String status) {
        List<String> lines = start(told);
        String placer = numbered && told.choice(5, 4) == 0 ? "" : placer(told, told.number());
        String filler = numbered ? filler(told, told.number()) : "";
        lines.add(segment("ORC", 1, control, 2, placer, 3, filler, 5, status, 9, told.at()));
        lines.add(segment(
                "OBR",
                2,
                placer,
                3,
                filler,
                4,
                told.maybe(6) ? "GLU^Glucose^L" : "",
                13,
                told.maybe(7) ? "fasting" : "",
                16,
                told.maybe(8) ? "9^DOC^ANN" : "\"\""));
        return Teller.message(told, DataClass.ORDERS, told.maybe(9) ? "ORM^O01" : "OML^O21", lines);
    }

    private static Arrival replaced(Told told) {
        List<String> lines = start(told);
        int next = 1 - told.number();
        lines.add(segment("ORC", 1, "RP", 2, placer(told, told.number()), 9, told.at()));
        lines.add(segment("OBR", 2, placer(told, told.number()), 4, "GLU^Glucose^L"));
        lines.add(segment("ORC", 1, "RO", 2, placer(told, next), 9, told.at()));
        lines.add(segment("OBR", 2, placer(told, next), 4, "K^Potassium^L"));
        return Teller.message(told, DataClass.ORDERS, "ORM^O01", lines);
    }

    private static List<String> start(Told told) {
        List<String> lines = new ArrayList<>(List.of(Teller.pid(told)));
        if (told.maybe(10)) {
            lines.add(segment("PV1", 2, "I", 19, Teller.visit(told) + "^^^VISIT"));
        }
        return lines;
    }

    static Arrival result(Told told) {
        List<String> lines = start(told);
        boolean culture = told.kind() == Told.Kind.CULTURE;
        String report = new String[] {"P", "F", "C", "X", "R"}[told.choice(11, 5)];
        String panel = culture ? "MICRO^Culture^L" : "CHEM^Chemistry^L";
        lines.add(segment(
                "OBR",
                2,
                told.maybe(12) ? placer(told, told.number()) : "",
                3,
                filler(told, told.number()),
                4,
                panel,
                7,
                "202603010755",
                22,
                told.at(),
                25,
                report));
        if (culture) {
            culture(told, lines);
        } else {
            lines.add(observation(told, "GLU^Glucose^L", 20));
            if (told.maybe(13)) {
                lines.add("NTE|1||checked " + told.choice(14, 3));
            }
            if (told.maybe(15)) {
                lines.add(observation(told, "K^Potassium^L", 40));
            }
        }
        return Teller.message(told, DataClass.LABS, "ORU^R01", lines);
    }

    private static String observation(Told told, String test, int salt) {
        String status = new String[] {"P", "F", "C", "D", "W", "X", "F", "C"}[told.choice(salt, 8)];
        String value = told.choice(salt + 1, 6) == 0 ? "\"\"" : String.valueOf(90 + told.choice(salt + 2, 4));
        return segment("OBX", 2, "NM", 3, test, 5, value, 6, "mg/dL", 7, "70-110", 11, status);
    }

    /** The parent names the organism, the child what it is susceptible to. */
    private static void culture(Told told, List<String> lines) {
        String status = told.maybe(16) ? "F" : "P";
        lines.add(segment("OBX", 2, "CE", 3, "ORG^Organism^L", 4, "1", 5, "ECO^E. coli^L", 11, status));
        if (told.maybe(17)) {
            lines.add(segment(
                    "OBR",
                    3,
                    "C" + filler(told, told.number()),
                    4,
                    "SUSC^Susceptibility^L",
                    22,
                    told.at(),
                    25,
                    status,
                    26,
                    "ORG&Organism&L^1^E. coli",
                    29,
                    "^" + filler(told, told.number()).replace('^', '&')));
            lines.add(
                    segment("OBX", 2, "ST", 3, "AMP^Ampicillin^L", 4, "1", 5, told.maybe(18) ? "R" : "S", 11, status));
        }
    }
}
