package io.caravan.map.medications;

import static io.caravan.map.Lines.segment;

import com.fasterxml.jackson.databind.JsonNode;
import io.caravan.codes.CodeMap;
import io.caravan.codes.CodeMaps;
import io.caravan.codes.Coding;
import io.caravan.fold.ResourceType;
import io.caravan.map.Chart;
import io.caravan.map.MappingContext;
import io.caravan.map.registry.Mappers;
import io.caravan.message.DataClass;
import io.caravan.message.Finding;
import io.caravan.message.SourceDeclaration;
import io.caravan.message.SourceDeclaration.CancelRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A pharmacy's messages about one patient, and the chart they make. Short forms for tests; times are minutes of one morning. */
final class Pharmacy {
    static final String PID = "PID|1||4711^^^MRN^MR||MILLER^ANN||19750301|F";
    static final String ORAL = "RXR|PO^Oral";
    static final String INTRAVENOUS = "RXR|IV^Intravenous";

    final Chart chart;

    Pharmacy() {
        this(CancelRequest.FINAL);
    }

    Pharmacy(CancelRequest cancelRequest) {
        chart = new Chart(site(cancelRequest), new MedicationsMapper(), Mappers.rows(DataClass.MEDICATIONS));
    }

    private static MappingContext site(CancelRequest cancelRequest) {
        MappingContext site = Chart.site(DataClass.MEDICATIONS);
        Map<String, CodeMap> maps = new HashMap<>(site.codes().maps());
        maps.put(
                "dosage-form",
                new CodeMap(Map.of(
                        "TAB", new Coding("urn:caravan:dosage-form-class", "solid", ""),
                        "SYR", new Coding("urn:caravan:dosage-form-class", "liquid", ""),
                        "INJ", new Coding("urn:caravan:dosage-form-class", "injection", ""))));
        maps.put(
                "high-alert",
                new CodeMap(Map.of(
                        "insulin", new Coding("urn:caravan:high-alert-class", "insulin", ""),
                        "potassium chloride", new Coding("urn:caravan:high-alert-class", "electrolyte", ""),
                        "HEP5", new Coding("urn:caravan:high-alert-class", "anticoagulant", ""))));
        maps.put(
                "drug-ingredient",
                new CodeMap(Map.of(
                        "OXY10", new Coding("http://www.nlm.nih.gov/research/umls/rxnorm", "7804", "Oxycodone"),
                        "OXY5", new Coding("http://www.nlm.nih.gov/research/umls/rxnorm", "7804", "Oxycodone"))));
        SourceDeclaration source = site.source();
        SourceDeclaration declared = source.but().cancelRequest(cancelRequest).build();
        return new MappingContext(declared, new CodeMaps(maps), site.authorities());
    }

    static String at(int minute) {
        return String.format("2026030110%02d", minute);
    }

    static String orc(String control, int minute) {
        return orc(control, "P1", minute);
    }

    static String orc(String control, String placer, int minute) {
        return segment("ORC", 1, control, 2, placer + "^PLACER", 9, at(minute));
    }

    static String rxe(String dose, String unit) {
        return segment("RXE", 2, "1049502^Oxycodone 10 MG^RXNORM", 3, dose, 5, unit);
    }

    Pharmacy sends(String type, String... segments) {
        List<String> lines = new ArrayList<>();
        lines.add("MSH|^~\\&|PHARM|HOSP|CARAVAN|HOSP|20260301120000||" + type + "|X|P|2.5.1");
        lines.add(PID);
        lines.addAll(List.of(segments));
        chart.receives(lines.toArray(String[]::new));
        return this;
    }

    Pharmacy orders(String... segments) {
        return sends("RDE^O11", segments);
    }

    JsonNode order() {
        return chart.only(ResourceType.MEDICATION_REQUEST);
    }

    /** The order with this placer number. */
    JsonNode order(String placer) {
        return chart.all(ResourceType.MEDICATION_REQUEST).stream()
                .filter(order ->
                        order.at("/identifier").findValuesAsText("value").contains(placer))
                .findFirst()
                .orElseThrow();
    }

    JsonNode dosage() {
        return order().at("/dosageInstruction/0");
    }

    /** Codes of what the states contradict themselves in. */
    List<String> contradictions() {
        return chart.contradictions().stream().map(Finding::code).toList();
    }

    List<String> findings() {
        return chart.findings().stream().map(Finding::code).toList();
    }
}
