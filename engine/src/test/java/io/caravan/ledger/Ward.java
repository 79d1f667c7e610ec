package io.caravan.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.caravan.fhir.FhirIds;
import io.caravan.fhir.FhirRendering;
import io.caravan.fold.ResourceType;
import io.caravan.map.registry.ClinicalRules;
import io.caravan.message.DataClass;
import io.caravan.message.Rejected;
import io.caravan.testkit.truth.Site;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Messages and rows by the real mappers into the real ledger, and what the target holds of them. */
final class Ward implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    final LedgerFixture ledger;

    /** Why the mapper refused messages. */
    final List<Rejected> refused = new ArrayList<>();

    Ward() {
        ClinicalRules rules = new ClinicalRules();
        ledger = new LedgerFixture(Map.of(), new Rules(new FhirRendering(rules), rules));
    }

    /** An ADT message; it is refused, or becomes what the outcome says. */
    Outcome adt(String event, String at, String... segments) {
        return take(DataClass.ADT, lines("ADT^" + event, event, at, segments));
    }

    /** A glucose result for a visit; no visit where that is empty. */
    Outcome result(String patient, String visit, String filler, String at) {
        return take(
                DataClass.LABS,
                lines(
                        "ORU^R01",
                        "R01",
                        at,
                        "PID|1||" + patient + "^^^MRN^MR||LAB^NAME",
                        pv1(visit),
                        "ORC|RE||" + filler + "^LAB",
                        "OBR|1||" + filler + "^LAB|GLU^Glucose^L|||" + at + "|||||||||||||||" + at + "|||F",
                        "OBX|1|NM|GLU^Glucose^L||5.4|mg/dL|||||F|||" + at));
    }

    private static String[] lines(String type, String event, String at, String... segments) {
        List<String> lines = new ArrayList<>(List.of(
                "MSH|^~\\&|ADT|HOSP|CARAVAN|NEW|" + at + "||" + type + "|" + event + "-" + at + "|P|2.5.1",
                "EVN|" + event + "|" + at));
        lines.addAll(List.of(segments));
        return lines.toArray(String[]::new);
    }

    private Outcome take(DataClass dataClass, String... lines) {
        try {
            return ledger.apply(Site.message(dataClass, lines));
        } catch (Rejected e) {
            refused.add(e);
            return Outcome.DEAD_LETTERED;
        }
    }

    Ledger.PageOutcome row(long micros, @Nullable String... columnsAndValues) {
        return ledger.ledger.apply(LedgerFixture.page(1, Site.row(DataClass.ADT, micros, columnsAndValues)));
    }

    static String pid(String number, String name) {
        return "PID|1||" + number + "^^^MRN^MR||" + name + "||19750301|F";
    }

    static String pid(String number, String name, String account) {
        return pid(number, name) + "|".repeat(10) + account + "^^^ACCOUNTS";
    }

    static String mrg(String number) {
        return "MRG|" + number + "^^^MRN^MR";
    }

    static String pv1(String visit) {
        return visit.isEmpty() ? "PV1|1|I" : "PV1|1|I|4W^12^A" + "|".repeat(16) + visit + "^^^VISIT";
    }

    static UUID patient(String number) {
        return FhirIds.id("Patient", "urn:test:mrn", number);
    }

    static UUID visit(String number) {
        return FhirIds.id("Encounter", "urn:test:visit", "VN", number);
    }

    JsonNode read(ResourceType type, UUID id) {
        return json(ledger.store.find(type, id).orElseThrow().json());
    }

    JsonNode readPatient(String number) {
        return read(ResourceType.PATIENT, patient(number));
    }

    /** The number of the patient that the visit belongs to now. */
    String subjectOf(JsonNode resource) {
        String reference = resource.at("/subject/reference").asText();
        return StreamSupport.stream(all(ResourceType.PATIENT).spliterator(), false)
                .filter(patient ->
                        reference.equals("Patient/" + patient.at("/id").asText()))
                .flatMap(patient ->
                        StreamSupport.stream(patient.at("/identifier").spliterator(), false))
                .filter(identifier -> !identifier.at("/use").asText().equals("old"))
                .map(identifier -> identifier.at("/value").asText())
                .findFirst()
                .orElse(reference);
    }

    String subjectOfVisit(String number) {
        return subjectOf(read(ResourceType.ENCOUNTER, visit(number)));
    }

    List<JsonNode> all(ResourceType type) {
        return ledger.store.search(type, Optional.empty(), Optional.empty(), Optional.empty(), 1000).stream()
                .map(stored -> json(stored.json()))
                .toList();
    }

    List<String> texts() {
        List<String> texts = new ArrayList<>();
        for (ResourceType type : ResourceType.values()) {
            ledger.store.search(type, Optional.empty(), Optional.empty(), Optional.empty(), 1000).stream()
                    .map(ResourceStore.Stored::json)
                    .forEach(texts::add);
        }
        return texts;
    }

    /** Codes of the dead letters of the ledger and of the mapper. */
    List<String> letters() {
        List<String> codes = new ArrayList<>(
                refused.stream().map(one -> one.hl7Code() + " " + one.code()).toList());
        codes.addAll(texts("select hl7_code || ' ' || code from dead_letter order by id"));
        return codes;
    }

    List<String> findings() {
        return texts("select code from finding order by id");
    }

    private List<String> texts(String sql) {
        return ledger.database.inTransaction(connection -> {
            List<String> found = new ArrayList<>();
            try (var statement = connection.createStatement();
                    var rows = statement.executeQuery(sql)) {
                while (rows.next()) {
                    found.add(rows.getString(1));
                }
            }
            return found;
        });
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        ledger.close();
    }
}
