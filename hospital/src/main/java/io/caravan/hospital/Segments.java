package io.caravan.hospital;

import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Writes one person's segments. */
final class Segments {
    private static final String OID = "2.16.840.1.113883.19.5";

    private final Person person;

    Segments(Person person) {
        this.person = person;
    }

    String msh(String type, String controlId, LocalDateTime at) {
        return "MSH|^~\\&|LEGACY|SAMPLE|CARAVAN|NEW|" + Calendar.hl7(at) + "||" + type + "|" + controlId
                + "|P|2.5.1||||||UNICODE UTF-8\r";
    }

    String evn(String event, LocalDateTime at) {
        return "EVN|" + event + "|" + Calendar.hl7(at);
    }

    String cx(String value, String type) {
        return value + "^^^SAMPLE&" + OID + "&ISO^" + type;
    }

    private static String ei(String value, String namespace) {
        return value.isEmpty() ? "" : value + "^" + namespace + "^" + OID + "^ISO";
    }

    String pid(String mrn, String phone) {
        return "PID|1||" + cx(mrn, "MR") + "||" + text(person.family()) + "^" + text(person.given()) + "||"
                + Calendar.hl7Date(person.birthDate()) + "|" + person.sex() + "|||" + text(person.street()) + "^^"
                + person.city() + "^NY^" + person.postalCode() + "||" + phone;
    }

    String pv1(Optional<LocalDateTime> discharged) {
        Person.Visit visit = person.visit();
        String location = visit.ward() + "^" + visit.room() + "^" + visit.bed() + "^SAMPLE";
        return "PV1|1|" + visit.patientClass() + "|" + location + "||||1234^Sample^Doctor" + "|".repeat(12)
                + cx(visit.number(), "VN") + "|".repeat(25) + Calendar.hl7(visit.admitted())
                + discharged.map(at -> "|" + Calendar.hl7(at)).orElse("");
    }

    List<String> al1() {
        List<String> lines = new ArrayList<>();
        for (Person.Allergy allergy : person.allergies()) {
            lines.add("AL1|" + (lines.size() + 1) + "|" + allergy.type() + "|" + allergy.code() + "^" + allergy.name()
                    + "^L|" + allergy.severity() + "|" + allergy.reaction());
        }
        return lines;
    }

    String orc(String control, String placer, String filler, String status, LocalDateTime at) {
        return "ORC|" + control + "|" + ei(placer, "CPOE") + "|" + ei(filler, "FILL") + "||" + status + "||||"
                + Calendar.hl7(at) + "|||1234^Sample^Doctor";
    }

    String obr(String placer, String filler, Panel panel, LocalDateTime at, String status) {
        return "OBR|1|" + ei(placer, "CPOE") + "|" + ei(filler, "FILL") + "|" + panel.code() + "^" + panel.name()
                + "^L|||"
                + Calendar.hl7(at.minusMinutes(30)) + "|".repeat(15)
                + (status.isEmpty() ? "" : Calendar.hl7(at) + "|||" + status);
    }

    String obx(int number, Person.Result result, boolean unknownCode, LocalDateTime at) {
        Panel.Test test = result.test();
        return "OBX|" + number + "|NM|" + (unknownCode ? "Z" : "") + test.code() + "^" + test.name() + "^L||"
                + result.value() + "|" + test.unit() + "|" + test.range() + "|" + result.flag() + "|||F|||"
                + Calendar.hl7(at.minusMinutes(20));
    }

    String rxe(Person.Prescription one, boolean commaDose) {
        Drug drug = one.drug();
        return "RXE||" + drug.code() + "^" + text(drug.name()) + "^RXNORM|" + (commaDose ? "0,5" : one.dose()) + "||"
                + drug.unit() + "|".repeat(10) + one.number();
    }

    String rxr(Drug drug) {
        return "RXR|" + drug.route();
    }

    String rxa(Person.Prescription one, LocalDateTime at) {
        Drug drug = one.drug();
        return "RXA|0|1|" + Calendar.hl7(at) + "|" + Calendar.hl7(at) + "|" + drug.code() + "^" + text(drug.name())
                + "^RXNORM|" + one.dose() + "|" + drug.unit() + "|".repeat(13) + "CP";
    }

    private static String text(String value) {
        return value.replace("\\", "\\E\\")
                .replace("&", "\\T\\")
                .replace("^", "\\S\\")
                .replace("|", "\\F\\");
    }
}
