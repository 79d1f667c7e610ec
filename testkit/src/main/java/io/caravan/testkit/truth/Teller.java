package io.caravan.testkit.truth;

import static io.caravan.testkit.truth.Lines.segment;

import io.caravan.message.DataClass;
import io.caravan.message.Rejected;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Puts what is told into a message or a row, as an old system would: partial, with nulls, and sometimes with old news. */
public final class Teller {
    private static final String[] PLACES = {"3W^301^B", "ICU^1^A", "4E", ""};

    private Teller() {}

    /** Empty for what no mapper would take: it would be a dead letter. */
    public static Optional<Arrival> tell(Told told) {
        try {
            return Optional.of(arrival(told));
        } catch (Rejected e) {
            return Optional.empty();
        }
    }

    private static Arrival arrival(Told told) {
        return switch (told.kind()) {
            case ADMIT -> adt(told, one(told, "A01", "A01", "A04", "A05", "A06", "A07"));
            case TRANSFER -> adt(told, one(told, "A02", "A02", "A09", "A14", "A15", "A54"));
            case LEAVE -> adt(told, one(told, "A21", "A22", "A52", "A53"));
            case DISCHARGE -> adt(told, "A03");
            case UPDATE -> adt(told, "A08");
            case CANCEL_ADMIT -> adt(told, one(told, "A11", "A11", "A27", "A38"));
            case CANCEL_TRANSFER -> adt(told, "A12");
            case CANCEL_DISCHARGE -> adt(told, "A13");
            case DELETE_VISIT -> adt(told, "A23");
            case PERSON -> person(told, new String[] {"A28", "A31", "A31", "A29"}[told.choice(2, 4)]);
            case MERGE -> merge(told);
            case LINK -> link(told);
            case ALLERGIES -> allergies(told);
            case ORDER_NEW, ORDER_NUMBERED, ORDER_CHANGED, ORDER_ENDED, ORDER_REPLACED -> TellerOfOrders.order(told);
            case RESULT, CULTURE -> TellerOfOrders.result(told);
            case DRUG_NEW, DRUG_CHANGED, DRUG_ENDED, DRUG_GIVEN -> TellerOfDrugs.drug(told);
            case PATIENT_ROW, VISIT_ROW, ALLERGY_ROW, ORDER_ROW, RESULT_ROW, DRUG_ROW -> TellerOfRows.row(told);
        };
    }

    private static String one(Told told, String... events) {
        return events[told.choice(1, events.length)];
    }

    static Arrival message(Told told, DataClass dataClass, String type, List<String> segments) {
        List<String> all = new ArrayList<>();
        all.add("MSH|^~\\&|HIS|HOSP|CARAVAN|NEW|" + told.at() + "||" + type + "|" + told.kind() + told.variant()
                + "|P|2.5.1");
        all.addAll(segments);
        return Arrival.message(told.toString(), dataClass, all.toArray(String[]::new));
    }

    private static Arrival adt(Told told, String event) {
        List<String> lines = new ArrayList<>(List.of(evn(event, told), pid(told), pv1(told, event.equals("A03"))));
        if (told.choice(3, 4) == 0) {
            al1(told, lines);
        }
        return message(told, DataClass.ADT, "ADT^" + event, lines);
    }

    private static Arrival person(Told told, String event) {
        return message(told, DataClass.ADT, "ADT^" + event, List.of(evn(event, told), pid(told)));
    }

    private static String evn(String event, Told told) {
        return "EVN|" + event + "|" + told.at();
    }

    static String number(int patient) {
        return "10" + patient + "^^^MRN^MR";
    }

    /** Demographics: some fields valued, some null, some empty. */
    static String pid(Told told) {
        return pid(told, told.patient());
    }

    static String pid(Told told, int patient) {
        String more = told.choice(4, 3) == 0 ? "~S" + patient + told.choice(5, 2) + "^^^LAB^PI" : "";
        return segment(
                "PID",
                3,
                number(patient) + more,
                5,
                "FAMILY" + patient + "^GIVEN" + told.choice(6, 2),
                7,
                told.maybe(7) ? "1950010" + (1 + told.choice(8, 3)) : "",
                8,
                new String[] {"F", "M", "\"\"", ""}[told.choice(9, 4)],
                11,
                told.maybe(10) ? told.choice(11, 3) + " MAIN ST^^SPRINGFIELD" : "",
                13,
                new String[] {"555-010" + told.choice(12, 3), "\"\"", ""}[told.choice(13, 3)],
                30,
                told.choice(14, 6) == 0 ? "Y" : "");
    }

    static String visit(Told told) {
        return "V" + told.patient() + told.number();
    }

    private static String pv1(Told told, boolean discharge) {
        String end = told.maybe(15) ? "2026030112" + (10 + told.choice(16, 3)) : "";
        return segment(
                "PV1",
                2,
                new String[] {"I", "O", "E", ""}[told.choice(17, 4)],
                3,
                PLACES[told.choice(18, 4)],
                6,
                told.choice(19, 4) == 0 ? PLACES[told.choice(20, 3)] : "",
                7,
                told.maybe(21) ? "7^DOC" + told.choice(22, 2) + "^JO" : "",
                19,
                visit(told) + "^^^VISIT",
                36,
                discharge && told.maybe(23) ? "01" : "",
                44,
                told.maybe(24) ? "202603010" + (7 + told.choice(25, 2)) + "30" : "",
                45,
                discharge ? end : "");
    }

    private static void al1(Told told, List<String> lines) {
        if (told.choice(26, 5) == 0) {
            lines.add("AL1|\"\"|\"\"|\"\"|\"\"|\"\"");
            return;
        }
        if (told.maybe(27)) {
            lines.add("AL1|1|DA|PEN^Penicillin^L|" + (told.maybe(28) ? "SV" : "MI") + "|Hives");
        }
        if (told.maybe(29)) {
            lines.add("AL1|2|FA|NUT^Nuts^L|" + (told.maybe(30) ? "MO" : ""));
        }
    }

    private static Arrival allergies(Told told) {
        List<String> lines = new ArrayList<>(List.of(evn("A60", told), pid(told)));
        lines.add("IAM|1|DA|" + (told.maybe(31) ? "PEN^Penicillin^L" : "NUT^Nuts^L") + "|SV||"
                + new String[] {"A", "U", "D"}[told.choice(32, 3)]);
        return message(told, DataClass.ADT, "ADT^A60", lines);
    }

    /** Into anybody else: the same patient twice, chains and circles. */
    private static Arrival merge(Told told) {
        int into = 1 + (told.patient() + told.choice(33, 3)) % 4;
        return message(
                told,
                DataClass.ADT,
                "ADT^A40",
                List.of(evn("A40", told), pid(told, into), "MRG|" + number(told.patient())));
    }

    private static Arrival link(Told told) {
        int other = 1 + told.patient() % 4;
        String event = told.maybe(35) ? "A24" : "A37";
        return message(told, DataClass.ADT, "ADT^" + event, List.of(evn(event, told), pid(told), pid(told, other)));
    }
}
