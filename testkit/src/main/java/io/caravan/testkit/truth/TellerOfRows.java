package io.caravan.testkit.truth;

import io.caravan.message.DataClass;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows of the old databases: all columns, some NULL; their version is when they were last written. */
final class TellerOfRows {
    private final Told told;
    private final List<@Nullable String> cells = new ArrayList<>();

    private TellerOfRows(Told told) {
        this.told = told;
    }

    static Arrival row(Told told) {
        TellerOfRows row = new TellerOfRows(told);
        return switch (told.kind()) {
            case PATIENT_ROW -> row.patient().arrives(DataClass.ADT);
            case VISIT_ROW -> row.patient().visit().arrives(DataClass.ADT);
            case ALLERGY_ROW -> row.patient().allergy().arrives(DataClass.ADT);
            case ORDER_ROW -> row.order().arrives(DataClass.ORDERS);
            case RESULT_ROW -> row.result().arrives(DataClass.LABS);
            default -> row.drug().arrives(DataClass.MEDICATIONS);
        };
    }

    private Arrival arrives(DataClass dataClass) {
        return new Arrival(
                told.toString(), dataClass, true, Site.row(dataClass, told.micros(), cells.toArray(String[]::new)));
    }

    private TellerOfRows cell(String column, @Nullable String value) {
        cells.add(column);
        cells.add(value);
        return this;
    }

    private @Nullable String orNull(int salt, String value) {
        return told.choice(salt, 3) == 0 ? null : value;
    }

    private TellerOfRows patient() {
        cell("patient_id", "10" + told.patient());
        cell("family_name", "FAMILY" + told.patient()).cell("given_name", "ROW" + told.choice(1, 2));
        cell("birth_date", orNull(2, "1950-01-0" + (1 + told.choice(3, 3))));
        cell("sex", orNull(4, told.maybe(5) ? "F" : "M"));
        cell("home_phone", orNull(6, "555-020" + told.choice(7, 3)));
        if (told.maybe(8)) {
            cell("deleted", told.choice(9, 4) == 0 ? "1" : "0");
        }
        return this;
    }

    private TellerOfRows visit() {
        cell("visit_number", Teller.visit(told));
        cell("patient_class", told.maybe(10) ? "I" : "O");
        cell("admitted_at", orNull(11, "2026-03-01T07:30:00"));
        cell("discharged_at", told.maybe(12) ? "2026-03-01T12:15:00" : null);
        return cell("ward", orNull(13, "3W")).cell("attending", orNull(14, "DR ROW"));
    }

    private TellerOfRows allergy() {
        boolean penicillin = told.maybe(15);
        cell("allergy_code", penicillin ? "PEN" : "NUT").cell("allergy_system", "L");
        cell("allergy_name", penicillin ? "Penicillin" : "Nuts");
        cell("allergy_severity", orNull(16, told.maybe(17) ? "SV" : "MI"));
        return cell("allergy_status", new String[] {"active", "inactive", "deleted"}[told.choice(18, 3)]);
    }

    private TellerOfRows order() {
        cell("patient_id", "10" + told.patient());
        cell("order_number", told.choice(19, 4) == 0 ? null : "P" + told.patient() + told.number());
        cell("filler_number", told.maybe(20) || told.choice(19, 4) == 0 ? "F" + told.patient() + told.number() : null);
        cell("code", "GLU").cell("status", new String[] {"IP", "CM", "CA", null}[told.choice(21, 4)]);
        return cell("priority", orNull(22, "R")).cell("orderer", orNull(23, "DR ROW"));
    }

    private TellerOfRows result() {
        cell("patient_id", "10" + told.patient());
        cell("filler_number", "F" + told.patient() + told.number());
        cell("order_number", told.maybe(24) ? "P" + told.patient() + told.number() : null);
        cell("report_code", "CHEM").cell("test_code", "GLU").cell("test_system", "L");
        cell("value", orNull(25, String.valueOf(80 + told.choice(26, 4)))).cell("value_type", "NM");
        cell("unit", "mg/dL").cell("abnormal_flag", orNull(27, "N"));
        return cell("status", new String[] {"P", "F", "C"}[told.choice(28, 3)]);
    }

    private TellerOfRows drug() {
        cell("patient_id", "10" + told.patient());
        cell("order_number", "D" + told.patient() + told.number());
        cell("drug_code", "1049502").cell("drug_system", "RXNORM").cell("drug_name", "Oxycodone");
        cell("dose", orNull(29, String.valueOf(5 * (1 + told.choice(30, 3))))).cell("dose_unit", "mg");
        cell("route", orNull(31, "PO")).cell("frequency", orNull(32, "BID"));
        return cell("status", new String[] {"ACTIVE", "ACTIVE", "DC", null}[told.choice(33, 4)]);
    }
}
