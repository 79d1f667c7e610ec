package io.caravan.testkit.truth;

import static io.caravan.testkit.truth.Lines.segment;

import io.caravan.message.DataClass;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One hospital stay, told by every kind of feed and by the old databases: an admission that is moved, ended and re-opened; two
 * patients that turn out to be one, and then a third; orders numbered late, replaced and cancelled; a result that is
 * preliminary, final, corrected and partly withdrawn; a culture; drugs changed, stopped and given. Several records are of the
 * same second, and the rows are older than what ended what they still show.
 */
public final class Episode {
    public static final String PATIENT = "4711";
    public static final String MERGED = "4712";
    public static final String FIRST_MERGED = "4713";

    private static final String DAY = "20260301";
    private static final String VISIT = "V77^^^VISIT";
    private static final String OTHER_VISIT = "V78^^^VISIT";
    private static final String PEN = "AL1|1|DA|PEN^Penicillin^L|SV|Hives";
    private static final String ASP = "AL1|2|DA|ASP^Aspirin^L|MI";

    private final List<Arrival> arrivals = new ArrayList<>();

    private Episode() {}

    /** In the order in which it happened. */
    public static List<Arrival> arrivals() {
        Episode episode = new Episode();
        episode.stay();
        episode.people();
        episode.orders();
        episode.results();
        episode.drugs();
        episode.rows();
        return List.copyOf(episode.arrivals);
    }

    private void stay() {
        adt("A01", "0800", pid(PATIENT, "MILLER^ANN", ""), pv1(VISIT, "3W^301^B", "", ""), PEN, ASP);
        adt("A02", "0900", pid(PATIENT, "MILLER^ANN", ""), pv1(VISIT, "ICU^1^A", "", ""));
        adt("A08", "0900", pid(PATIENT, "MILLER^ANN^B", "555-0100"), pv1(VISIT, "", "", ""), PEN);
        adt(
                "A60",
                "1000",
                pid(PATIENT, "MILLER^ANN^B", ""),
                "IAM|1|DA|LAT^Latex^L|SV||A",
                "IAM|2|DA|PEN^Penicillin^L|||D");
        adt("A12", "1005", pid(PATIENT, "MILLER^ANN^B", ""), pv1(VISIT, "3W^301^B", "", ""));
        adt("A03", "1500", pid(PATIENT, "MILLER^ANN^B", ""), pv1(VISIT, "3W^301^B", "01", DAY + "1455"));
        adt("A13", "1600", pid(PATIENT, "MILLER^ANN^B", "\"\""), pv1(VISIT, "3W^302^A", "", ""));
    }

    private void people() {
        adt("A28", "0600", pid(FIRST_MERGED, "MILER^ANNA", "555-0199"));
        adt(
                "A01",
                "0930",
                pid(MERGED, "MILLER^A", "555-0111"),
                pv1(OTHER_VISIT, "4E", "", ""),
                "AL1|1|FA|NUT^Nuts^L|MO");
        adt("A11", "0945", pid(MERGED, "MILLER^A", ""), pv1(OTHER_VISIT, "", "", ""));
        adt("A40", "0730", pid(MERGED, "MILLER^A", ""), "MRG|" + FIRST_MERGED + "^^^MRN^MR");
        adt("A40", "1200", pid(PATIENT, "MILLER^ANN^B", ""), "MRG|" + MERGED + "^^^MRN^MR");
    }

    private void orders() {
        order("0830", orc("NW", "O1^PLACER", "", "", "0830"), obr("O1^PLACER", "", "GLU^Glucose^L"));
        order("0835", orc("NA", "O1^PLACER", "F1^LAB", "", "0835"), obr("O1^PLACER", "F1^LAB", ""));
        order("0831", orc("NW", "O2^PLACER", "", "", "0831"), obr("O2^PLACER", "", "K^Potassium^L"));
        order("0900", orc("CA", "O2^PLACER", "", "", "0900"), obr("O2^PLACER", "", ""));
        order("0820", orc("SN", "", "F9^LAB", "", "0820"), obr("", "F9^LAB", "TSH^Thyrotropin^L"));
        order("0840", orc("NA", "O9^PLACER", "F9^LAB", "", "0840"), obr("O9^PLACER", "F9^LAB", ""));
        order(
                "1010",
                orc("RP", "O1^PLACER", "F1^LAB", "", "1010"),
                obr("O1^PLACER", "F1^LAB", "GLU^Glucose^L"),
                orc("RO", "O3^PLACER", "F3^LAB", "", "1010"),
                obr("O3^PLACER", "F3^LAB", "CHEM^Chemistry^L"));
        order("1200", orc("SC", "O9^PLACER", "F9^LAB", "CM", "1200"), obr("O9^PLACER", "F9^LAB", ""));
    }

    private void results() {
        result("0910", report("F3^LAB", "CHEM^Chemistry^L", "0910", "P"), obx("GLU^Glucose^L", "105", "P"));
        result(
                "0940",
                report("F3^LAB", "CHEM^Chemistry^L", "0940", "F"),
                obx("GLU^Glucose^L", "120", "F"),
                "NTE|1||repeated",
                obx("K^Potassium^L", "4.1", "F"));
        result("1020", report("F3^LAB", "CHEM^Chemistry^L", "1020", "C"), obx("GLU^Glucose^L", "112", "C"));
        result("1021", report("F3^LAB", "CHEM^Chemistry^L", "1021", "C"), obx("K^Potassium^L", "", "D"));
        result(
                "1100",
                report("F5^LAB", "MICRO^Culture^L", "1100", "P"),
                segment("OBX", 2, "CE", 3, "ORG^Organism^L", 4, "1", 5, "ECO^E. coli^L", 11, "F"));
        result(
                "1130",
                segment(
                        "OBR",
                        3,
                        "F6^LAB",
                        4,
                        "SUSC^Susceptibility^L",
                        22,
                        DAY + "1130",
                        25,
                        "F",
                        26,
                        "ORG&Organism&L^1^E. coli",
                        29,
                        "^F5&LAB"),
                segment("OBX", 2, "ST", 3, "AMP^Ampicillin^L", 4, "1", 5, "R", 8, "R", 11, "F"));
    }

    private void drugs() {
        drug(
                "OMP^O09",
                "0845",
                orc("NW", "D1^PLACER", "", "", "0845"),
                segment("RXO", 1, "OXY^Oxycodone^L", 2, "10", 4, "mg"));
        drug("RDE^O11", "0850", orc("NW", "D1^PLACER", "R1^LAB", "", "0850"), rxe("10"), "TQ1|1||BID", "RXR|PO^Oral");
        drug("RDE^O11", "1100", orc("XO", "D1^PLACER", "R1^LAB", "", "1100"), rxe("5"), "TQ1|1||Q6H", "RXR|PO^Oral");
        drug("RDE^O11", "1700", orc("DC", "D1^PLACER", "R1^LAB", "", "1700"), rxe("5"), "RXR|PO^Oral");
        drug(
                "RAS^O17",
                "0905",
                orc("RE", "D1^PLACER", "R1^LAB", "", "0905"),
                segment(
                        "RXA",
                        2,
                        1,
                        3,
                        DAY + "0900",
                        5,
                        "OXY^Oxycodone^L",
                        6,
                        "10",
                        7,
                        "mg",
                        20,
                        "CP",
                        22,
                        DAY + "0905"),
                "RXR|PO^Oral");
        drug(
                "RAS^O17",
                "0950",
                orc("RE", "D1^PLACER", "R1^LAB", "", "0950"),
                segment(
                        "RXA",
                        2,
                        1,
                        3,
                        DAY + "0900",
                        5,
                        "OXY^Oxycodone^L",
                        6,
                        "10",
                        7,
                        "mg",
                        20,
                        "CP",
                        21,
                        "D",
                        22,
                        DAY + "0950"),
                "RXR|PO^Oral");
    }

    /** What the old databases show: some of it older than what the feeds say, some of it newer. */
    private void rows() {
        row(
                DataClass.ADT,
                "0859",
                "patient_id",
                PATIENT,
                "family_name",
                "MILLER",
                "given_name",
                "ANN",
                "birth_date",
                "1975-03-01",
                "sex",
                "F",
                "home_phone",
                "555-0123",
                "city",
                "SPRINGFIELD",
                "visit_number",
                "V77",
                "patient_class",
                "I",
                "admitted_at",
                "2026-03-01T08:00:00",
                "ward",
                "3W",
                "allergy_code",
                "ASP",
                "allergy_system",
                "L",
                "allergy_name",
                "Aspirin",
                "allergy_status",
                "active");
        row(DataClass.ADT, "1201", "patient_id", MERGED, "family_name", "MILLER", "given_name", "A", "deleted", "0");
        row(DataClass.ORDERS, "0832", "patient_id", PATIENT, "order_number", "O2", "code", "K", "status", "IP");
        row(
                DataClass.LABS,
                "0945",
                "patient_id",
                PATIENT,
                "filler_number",
                "F3",
                "report_code",
                "CHEM",
                "test_code",
                "GLU",
                "test_system",
                "L",
                "value",
                "120",
                "unit",
                "mg/dL",
                "status",
                "F");
        row(
                DataClass.MEDICATIONS,
                "1200",
                "patient_id",
                PATIENT,
                "order_number",
                "D1",
                "drug_code",
                "1049502",
                "drug_system",
                "RXNORM",
                "drug_name",
                "Oxycodone",
                "dose",
                "5",
                "dose_unit",
                "mg",
                "route",
                "PO",
                "status",
                "ACTIVE");
    }

    private void adt(String event, String minute, String... lines) {
        List<String> all = new ArrayList<>(List.of(msh("ADT^" + event, minute), "EVN|" + event + "|" + DAY + minute));
        all.addAll(Arrays.asList(lines));
        add(event + " " + minute, DataClass.ADT, all);
    }

    private void order(String minute, String... lines) {
        add("ORM " + minute, DataClass.ORDERS, of("ORM^O01", minute, MERGED, lines));
    }

    private void result(String minute, String... lines) {
        add("ORU " + minute, DataClass.LABS, of("ORU^R01", minute, PATIENT, lines));
    }

    private void drug(String type, String minute, String... lines) {
        add(type + " " + minute, DataClass.MEDICATIONS, of(type, minute, PATIENT, lines));
    }

    private static List<String> of(String type, String minute, String patient, String... lines) {
        List<String> all = new ArrayList<>(
                List.of(msh(type, minute), pid(patient, "OLD NEWS", ""), segment("PV1", 2, "I", 19, VISIT)));
        all.addAll(Arrays.asList(lines));
        return all;
    }

    private void add(String what, DataClass dataClass, List<String> segments) {
        arrivals.add(Arrival.message(what, dataClass, segments.toArray(String[]::new)));
    }

    private void row(DataClass dataClass, String minute, String... columnsAndValues) {
        long seconds = 1_772_323_200L
                + 5 * 3600
                + Integer.parseInt(minute) / 100 * 3600L
                + Integer.parseInt(minute) % 100 * 60L;
        arrivals.add(
                Arrival.row(dataClass.label() + " row " + minute, dataClass, seconds * 1_000_000, columnsAndValues));
    }

    private static String msh(String type, String minute) {
        return "MSH|^~\\&|HIS|HOSP|CARAVAN|NEW|" + DAY + minute + "00||" + type + "|" + type + minute + "|P|2.5.1";
    }

    private static String pid(String number, String name, String phone) {
        return segment("PID", 3, number + "^^^MRN^MR", 5, name, 7, "19750301", 8, "F", 13, phone);
    }

    private static String pv1(String visit, String place, String disposition, String end) {
        return segment("PV1", 2, "I", 3, place, 19, visit, 36, disposition, 45, end);
    }

    private static String orc(String control, String placer, String filler, String status, String minute) {
        return segment("ORC", 1, control, 2, placer, 3, filler, 5, status, 9, DAY + minute);
    }

    private static String obr(String placer, String filler, String service) {
        return segment("OBR", 2, placer, 3, filler, 4, service);
    }

    private static String report(String filler, String panel, String minute, String status) {
        return segment("OBR", 3, filler, 4, panel, 7, DAY + "0855", 22, DAY + minute, 25, status);
    }

    private static String obx(String test, String value, String status) {
        return segment("OBX", 2, "NM", 3, test, 5, value, 6, "mg/dL", 7, "70-110", 11, status);
    }

    private static String rxe(String dose) {
        return segment("RXE", 2, "1049502^Oxycodone^RXNORM", 3, dose, 5, "mg");
    }
}
