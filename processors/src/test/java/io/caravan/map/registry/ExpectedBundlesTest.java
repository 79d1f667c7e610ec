package io.caravan.map.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.caravan.hl7.Hl7Message;
import io.caravan.hl7.Repetition;
import io.caravan.hl7.Segment;
import io.caravan.map.Chart;
import io.caravan.map.Corpus;
import io.caravan.map.Corpus.Published;
import io.caravan.message.DataClass;
import io.caravan.message.Rejected;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Bundles that other converters made of the same messages: facts that both read straight from the message are the same. Only
 * facts are compared, not ids, displays, order or extensions.
 */
class ExpectedBundlesTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Events of a person: others make an encounter of their PV1, we do not. */
    private static final Set<String> PERSON_EVENTS = Set.of("A28", "A31");

    /** A fact: path of an element ({@code *} is any entry of a list) and the fields it is read from. */
    private record Fact(String type, String path, String segment, int... fields) {}

    private static final List<Fact> FACTS = List.of(
            new Fact("Patient", "identifier/*/value", "PID", 2, 3, 4, 19, 20),
            new Fact("Patient", "name/*/family", "PID", 5, 9),
            new Fact("Patient", "name/*/given/*", "PID", 5, 9),
            new Fact("Patient", "birthDate", "PID"),
            new Fact("Patient", "gender", "PID"),
            new Fact("Patient", "address/*/city", "PID", 11),
            new Fact("Patient", "address/*/postalCode", "PID", 11),
            new Fact("Encounter", "class/code", "PV1"),
            new Fact("Encounter", "identifier/*/value", "PV1", 19, 50),
            new Fact("ServiceRequest", "identifier/*/value", "ORC", 2, 3),
            new Fact("ServiceRequest", "identifier/*/value", "OBR", 2, 3),
            new Fact("ServiceRequest", "code/coding/*/code", "OBR", 4),
            new Fact("Condition", "code/coding/*/code", "DG1", 3),
            new Fact("AllergyIntolerance", "code/coding/*/code", "AL1", 3),
            new Fact("DiagnosticReport", "identifier/*/value", "OBR", 2, 3),
            new Fact("DiagnosticReport", "code/coding/*/code", "OBR", 4),
            new Fact("DiagnosticReport", "status", "OBR"),
            new Fact("DiagnosticReport", "effectiveDateTime", "OBR"),
            new Fact("DiagnosticReport", "issued", "OBR"),
            new Fact("Observation", "code/coding/*/code", "OBX", 3),
            new Fact("Observation", "effectiveDateTime", "OBX"),
            new Fact("Observation", "valueDateTime", "OBX"),
            new Fact("Observation", "valueQuantity/value", "OBX", 5),
            new Fact("Observation", "valueQuantity/unit", "OBX", 6),
            new Fact("Observation", "valueQuantity/comparator", "OBX", 5),
            new Fact("Observation", "valueString", "OBX", 5),
            new Fact("Observation", "valueCodeableConcept/coding/*/code", "OBX", 5),
            new Fact("Specimen", "identifier/*/value", "SPM", 2),
            new Fact("MedicationRequest", "identifier/*/value", "ORC", 2, 3),
            new Fact("MedicationRequest", "medicationCodeableConcept/coding/*/code", "RXO", 1),
            new Fact("MedicationRequest", "medicationCodeableConcept/coding/*/code", "RXE", 2),
            new Fact("MedicationDispense", "medicationCodeableConcept/coding/*/code", "RXD", 2));

    @TestFactory
    Stream<DynamicTest> theFactsOfAnExpectedBundleAreOurs() {
        List<DynamicTest> tests = new ArrayList<>();
        for (Published published : Corpus.messages(message -> dataClass(message).isPresent())) {
            expected(published.file())
                    .ifPresent(bundle -> tests.add(
                            DynamicTest.dynamicTest(published.toString(), () -> compare(published.message(), bundle))));
        }
        assertThat(tests).hasSizeGreaterThan(15);
        return tests.stream();
    }

    static Optional<Path> expected(Path file) {
        String name = file.getFileName().toString().replace(".hl7", "");
        Path folder = file.getParent();
        return Stream.of(folder.resolve("expected").resolve(name + ".json"), folder.resolve(name + ".fhir.json"))
                .filter(Files::exists)
                .findFirst();
    }

    private static void compare(Hl7Message message, Path bundle) throws IOException {
        DataClass dataClass = dataClass(message).orElseThrow();
        Chart chart =
                new Chart(Corpus.siteOf(message, dataClass), Mappers.messages(dataClass), Mappers.rows(dataClass));
        try {
            chart.receives(identified(message));
        } catch (Rejected rejected) {
            assumeTrue(false, "a dead letter: " + rejected.code());
        }
        Map<Fact, Set<String>> missing = new LinkedHashMap<>();
        JsonNode expected = JSON.readTree(bundle.toFile());
        for (Fact fact : FACTS) {
            if (isComparable(fact, message)) {
                Set<String> values = new TreeSet<>();
                expected.at("/entry").forEach(entry -> collect(fact, entry.at("/resource"), values));
                retainThoseOfFields(fact, message, values);
                Set<String> ours = new TreeSet<>();
                chart.all().forEach(resource -> collect(fact, resource, ours));
                values.removeAll(ours);
                // FHIR's instant has a time of day; others write a year there.
                values.removeIf(value -> fact.path().equals("issued") && value.indexOf('T') < 0);
                if (!values.isEmpty()) {
                    missing.put(fact, values);
                }
            }
        }
        assertThat(missing).isEmpty();
    }

    /** Many of these messages show one data type and leave out all numbers, without which nothing can be kept: they get some. */
    static String[] identified(Hl7Message message) {
        List<String> lines = new ArrayList<>();
        for (Segment segment : message.segments()) {
            boolean needsNumber =
                    segment.is("PID") && !segment.has(3) || segment.is("OBR") && !segment.has(2) && !segment.has(3);
            lines.add(needsNumber ? withNumber(segment) : segment.line());
        }
        if (message.first("PID").isAbsent()) {
            lines.add(1, "PID|||TEST1^^^MRN^MR");
        }
        return lines.toArray(String[]::new);
    }

    private static String withNumber(Segment segment) {
        List<String> fields = new ArrayList<>(List.of(segment.line().split("\\|", -1)));
        while (fields.size() < 4) {
            fields.add("");
        }
        fields.set(3, segment.is("PID") ? "TEST1^^^MRN^MR" : "TEST" + segment.text(1) + "^LAB");
        return String.join("|", fields);
    }

    /** Orders tell a patient's diagnoses and allergies too; only ADT is asked for them. */
    private static boolean isComparable(Fact fact, Hl7Message message) {
        if (fact.path().startsWith("effective")) {
            // The published OUL^R22 gives two results of different times one and the same instance identifier.
            return message.type().equals("ORU");
        }
        return switch (fact.type()) {
            case "Condition", "AllergyIntolerance" -> message.type().equals("ADT");
            case "Encounter" ->
                // A second PV1 in an order is an earlier visit, of which an order says nothing.
                !PERSON_EVENTS.contains(message.event())
                        && message.all("PV1").size() == 1
                        && dataClass(message).orElseThrow().compareTo(DataClass.LABS) < 0;
            case "Observation", "Specimen", "DiagnosticReport" ->
                dataClass(message).orElseThrow() == DataClass.LABS;
            case "ServiceRequest" -> dataClass(message).orElseThrow() == DataClass.ORDERS;
            default -> true;
        };
    }

    /** Converters make patients of guarantors and insured persons too: only what stands in these fields is compared. */
    private static void retainThoseOfFields(Fact fact, Hl7Message message, Set<String> values) {
        if (fact.fields().length == 0) {
            return;
        }
        Set<String> texts = new TreeSet<>();
        // A second PV1 is the visit of an earlier result.
        List<Segment> all = message.all(fact.segment());
        for (Segment segment : fact.segment().equals("PV1") && !all.isEmpty() ? all.subList(0, 1) : all) {
            for (int field : fact.fields()) {
                for (Repetition repetition : segment.repetitions(field)) {
                    for (int component = 1; component <= 20; component++) {
                        texts.add(repetition.text(component).strip());
                    }
                }
            }
        }
        values.retainAll(texts);
    }

    private static void collect(Fact fact, JsonNode resource, Set<String> values) {
        if (resource.at("/resourceType").asText().equals(fact.type())) {
            collect(resource, fact.path().split("/"), 0, values);
        }
    }

    private static void collect(JsonNode node, String[] path, int at, Set<String> values) {
        if (at == path.length) {
            if (node.isValueNode() && !node.asText().isBlank()) {
                values.add(instant(node.asText().strip()));
            }
        } else if (path[at].equals("*")) {
            // A code without a system is text to us: nobody could tell what it means.
            boolean coding = path[at + 1 < path.length ? at + 1 : at].equals("code");
            node.forEach(entry -> {
                if (!coding || entry.has("system")) {
                    collect(entry, path, at + 1, values);
                }
            });
        } else {
            collect(node.path(path[at]), path, at + 1, values);
        }
    }

    /** Times are compared as instants, in whichever zone they are written. */
    private static String instant(String text) {
        if (text.length() < 20 || text.charAt(10) != 'T') {
            return text;
        }
        try {
            return OffsetDateTime.parse(text).toInstant().toString();
        } catch (DateTimeParseException e) {
            return text;
        }
    }

    static Optional<DataClass> dataClass(Hl7Message message) {
        return switch (message.type()) {
            case "ADT" -> Optional.of(DataClass.ADT);
            case "ORM", "OML", "OMG" -> Optional.of(DataClass.ORDERS);
            case "ORU", "OUL" -> Optional.of(DataClass.LABS);
            case "RDE", "OMP", "RAS", "RDS" -> Optional.of(DataClass.MEDICATIONS);
            default -> Optional.empty();
        };
    }
}
