package io.caravan.map.adt;

import io.caravan.map.Chart;
import io.caravan.map.registry.Mappers;
import io.caravan.message.DataClass;
import java.util.ArrayList;
import java.util.List;

/** Messages of a made-up hospital, short enough to be read in a test. */
final class AdtMessages {
    static final String PATIENT = "4711^^^MRN^MR";
    static final String VISIT = "V77^^^VISIT";

    private AdtMessages() {}

    static Chart chart() {
        return new Chart(Chart.site(DataClass.ADT), new AdtMapper(), Mappers.rows(DataClass.ADT));
    }

    static String msh(String event, String at) {
        return "MSH|^~\\&|ADT|HOSP|CARAVAN|NEW|" + at + "||ADT^" + event + "|" + event + at + "|P|2.5.1";
    }

    static String evn(String event, String at) {
        return "EVN|" + event + "|" + at;
    }

    /** PID with more fields from PID-7 on. */
    static String pid(String rest) {
        return "PID|1||" + PATIENT + "||MILLER^ANN^B||" + rest;
    }

    static String pid() {
        return pid("19750301|F");
    }

    static String pv1(String location, String admitted, String discharged) {
        return pv1("I", location, admitted, discharged);
    }

    static String pv1(String patientClass, String location, String admitted, String discharged) {
        return "PV1|1|" + patientClass + "|" + location + "|".repeat(16) + VISIT + "|".repeat(25) + admitted + "|"
                + discharged;
    }

    static String[] message(String event, String at, String... lines) {
        List<String> all = new ArrayList<>(List.of(msh(event, at), evn(event, at)));
        all.addAll(List.of(lines));
        return all.toArray(String[]::new);
    }
}
