package io.caravan.map.adt;

import io.caravan.fhir.Fragments;
import io.caravan.fhir.Json;
import io.caravan.fold.Change;
import io.caravan.hl7.Hl7Message;
import io.caravan.hl7.Repetition;
import io.caravan.hl7.Segment;
import io.caravan.map.Fields;
import io.caravan.map.Mapping;
import io.caravan.map.TimeElement;

/** When a visit began and ended, and under which circumstances: Encounter.period and Encounter.hospitalization. */
final class HospitalStay {
    private static final String DISPOSITION = "hospitalization.dischargeDisposition";
    private static final String DESTINATION = "hospitalization.destination";
    private static final String PENDING = Fields.part("extension", "pendingDischarge");
    private static final String PENDING_URL = "urn:caravan:extension:pending-discharge";

    private final Mapping mapping;
    private final Fragments fragments;
    private final Hl7Message message;
    private final AdtEvent event;
    private final Segment pv1;

    HospitalStay(Mapping mapping, Hl7Message message, AdtEvent event) {
        this.mapping = mapping;
        this.fragments = mapping.fragments();
        this.message = message;
        this.event = event;
        this.pv1 = message.first("PV1");
    }

    void write(Fields fields, Change.Builder change) {
        fields.value(13, "hospitalization.reAdmission", code -> fragments.tableConcept(code, "0092"));
        fields.value(14, "hospitalization.admitSource", code -> fragments.tableConcept(code, "0023"));
        fields.list(15, "hospitalization.specialArrangement", code -> fragments.tableConcept(code, "0009"));
        fields.list(16, "hospitalization.specialCourtesy", code -> fragments.tableConcept(code, "0099"));
        fields.list(38, "hospitalization.dietPreference", code -> fragments.tableConcept(code, "0114"));
        fields.time(44, "period.start", mapping);
        switch (event) {
            case A13 -> takeBack(change);
            case A16 -> pending(change);
            default -> discharge(fields, change);
        }
        if (event == AdtEvent.A25 || event == AdtEvent.A03) {
            change.clear(PENDING);
        }
    }

    private void discharge(Fields fields, Change.Builder change) {
        fields.value(36, DISPOSITION, code -> fragments.tableConcept(code, "0112"));
        fields.value(37, DESTINATION, HospitalStay::destination);
        fields.time(45, "period.end", mapping);
        if (event == AdtEvent.A03 && !pv1.has(45)) {
            String occurred = occurred();
            if (!occurred.isEmpty()) {
                change.set("period.end", Json.string(occurred));
            }
        }
    }

    /** The discharge never was, whatever PV1-45, -36 and -37 still say. */
    private static void takeBack(Change.Builder change) {
        change.clear("period.end");
        change.clear(DISPOSITION);
        change.clear(DESTINATION);
    }

    /** A discharge that is expected is none: when it is expected, as far as PV2-9 or PV1-45 tell, stands beside the period. */
    private void pending(Change.Builder change) {
        Segment pv2 = message.first("PV2");
        boolean expected = pv2.has(9);
        TimeElement time = mapping.time(expected ? pv2.text(9) : pv1.text(45), expected ? "PV2-9" : "PV1-45");
        change.set(
                PENDING,
                "[{\"url\":\"" + PENDING_URL + "\","
                        + (time.value().isEmpty()
                                ? "\"valueBoolean\":true"
                                : "\"valueDateTime\":" + Json.string(time.value()))
                        + "}]");
    }

    private static String destination(Repetition place) {
        return Json.object().text("display", place.text(1).strip()).end();
    }

    /** When the event happened, for the history of places: the time of the visit that it decides, else EVN-6, else EVN-2. */
    String at() {
        String own = switch (event) {
            case A01, A04 -> mapping.times().dateTime(pv1.text(44));
            case A03 -> mapping.times().dateTime(pv1.text(45));
            default -> "";
        };
        return own.isEmpty() ? occurred() : own;
    }

    private String occurred() {
        Segment evn = message.first("EVN");
        String occurred = mapping.dateTime(evn.text(6), "EVN-6");
        return occurred.isEmpty() ? mapping.times().dateTime(evn.text(2)) : occurred;
    }
}
