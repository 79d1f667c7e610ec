package io.caravan.map.registry;

import io.caravan.hl7.Hl7Message;
import io.caravan.map.Chart;
import io.caravan.map.Mapped;
import io.caravan.map.Row;
import io.caravan.message.DataClass;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Records of orders that name one or both of their numbers, and of what refers to them. */
final class OrderRecords {
    static final String PID = "PID|1||4711^^^MRN^MR||MILLER^ANN||19750301|F";

    static final Mapped BY_FILLER = order("NW", "|F1^LAB", "", "20260301080000", "OBR|1||F1^LAB|GLU^Glucose^L|S");
    static final Mapped BY_PLACER = order("NW", "P1^PLACER|", "", "20260301080500", "OBR|1|P1^PLACER||GLU^Glucose^L|A");
    static final Mapped BY_BOTH = order("NA", "P1^PLACER|F1^LAB", "", "20260301081000");
    static final Mapped ENDED_BY_FILLER = order("SC", "|F1^LAB", "CM", "20260301090000");
    static final Mapped HELD_BY_PLACER = order("HD", "P1^PLACER|", "", "20260301083000");
    static final Mapped CHILD = order("CH", "|F2^LAB|||||^F1&LAB", "", "20260301100000", "OBR|1||F2^LAB|K^Potassium^L");
    static final Mapped CHILD_BY_BOTH = order("NA", "P2^PLACER|F2^LAB", "", "20260301101000");
    static final Mapped REPORT = map(
            DataClass.LABS,
            "ORU^R01",
            "20260301110000",
            "OBR|1||F1^LAB|GLU^Glucose^L|||20260301|||||||||||||||20260301110000|||F",
            "OBX|1|NM|GLU^Glucose^L||5.0|mg/dL|||||F");
    static final Mapped ROW = row(
            DataClass.ORDERS,
            List.of("order_number", "filler_number", "patient_id", "code", "status", "version"),
            "P1",
            "F1",
            "4711",
            "GLU",
            "IP",
            "1");
    static final Mapped RESULT_ROW = row(
            DataClass.LABS,
            List.of("patient_id", "filler_number", "report_code", "test_code", "value", "status", "version"),
            "4711",
            "F1",
            "GLU",
            "NA",
            "140",
            "F",
            "1");
    static final Mapped DRUG_BY_FILLER = drug("OMP^O09", "NW", "|D1^LAB", "20260301080000", "RXO|ASA^Aspirin^L|1||mg");
    static final Mapped DRUG_BY_BOTH = drug("OMP^O09", "SN", "R1^PLACER|D1^LAB", "20260301081000");
    static final Mapped GIVEN =
            drug("RAS^O17", "RE", "|D1^LAB", "20260301090000", "RXA|0|1|20260301090000||ASA^Aspirin^L|1|mg");

    static final List<Mapped> EVERYTHING = List.of(
            BY_FILLER,
            BY_PLACER,
            BY_BOTH,
            ENDED_BY_FILLER,
            HELD_BY_PLACER,
            CHILD,
            CHILD_BY_BOTH,
            REPORT,
            ROW,
            RESULT_ROW,
            DRUG_BY_FILLER,
            DRUG_BY_BOTH,
            GIVEN);

    private OrderRecords() {}

    static Chart chart(List<Mapped> records) {
        Chart chart = new Chart(
                Chart.site(DataClass.ORDERS), Mappers.messages(DataClass.ORDERS), Mappers.rows(DataClass.ORDERS));
        records.forEach(chart::take);
        return chart;
    }

    static Mapped order(String control, String numbers, String status, String at, String... more) {
        List<String> segments = new ArrayList<>();
        boolean child = control.equals("CH");
        segments.add(
                child
                        ? "ORC|" + control + "|" + numbers + "|" + at
                        : "ORC|" + control + "|" + numbers + "||" + status + "||||" + at);
        segments.addAll(List.of(more));
        return map(DataClass.ORDERS, "OML^O21", at, segments.toArray(String[]::new));
    }

    static Mapped drug(String type, String control, String numbers, String at, String... more) {
        List<String> segments = new ArrayList<>();
        segments.add("ORC|" + control + "|" + numbers + "||||||" + at);
        segments.addAll(List.of(more));
        return map(DataClass.MEDICATIONS, type, at, segments.toArray(String[]::new));
    }

    static Mapped map(DataClass dataClass, String type, String at, String... segments) {
        String msh = "MSH|^~\\&|CPOE|HOSP|CARAVAN|NEW|" + at + "||" + type + "|" + at + "|P|2.5.1";
        return Mappers.messages(dataClass)
                .map(Hl7Message.read(msh + "\r" + PID + "\r" + String.join("\r", segments)), Chart.site(dataClass));
    }

    static Mapped row(DataClass dataClass, List<String> columns, String... values) {
        return Mappers.rows(dataClass)
                .map(
                        new Row(
                                new Row.Columns(columns),
                                values,
                                Instant.parse("2026-02-01T00:00:00Z").toEpochMilli() * 1000),
                        Chart.site(dataClass));
    }
}
