package io.caravan.map;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.StrictErrorHandler;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.caravan.codes.Authorities;
import io.caravan.codes.CodeMap;
import io.caravan.codes.CodeMaps;
import io.caravan.codes.Coding;
import io.caravan.fhir.FhirRendering;
import io.caravan.fold.Change;
import io.caravan.fold.ResourceKey;
import io.caravan.fold.ResourceState;
import io.caravan.fold.ResourceType;
import io.caravan.hl7.Hl7Message;
import io.caravan.map.registry.ClinicalRules;
import io.caravan.message.DataClass;
import io.caravan.message.Finding;
import io.caravan.message.SourceDeclaration;
import java.io.UncheckedIOException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the target would hold after some messages and rows: folds, renders, and lets HAPI FHIR read every resource strictly. */
public final class Chart {
    private static final FhirContext FHIR = FhirContext.forR4();
    private static final ObjectMapper JSON = new ObjectMapper();

    private final MappingContext context;
    private final MessageMapper messages;
    private final RowMapper rows;
    private final ClinicalRules rules = new ClinicalRules();
    private final FhirRendering rendering = new FhirRendering(rules);
    private final Map<ResourceKey, ResourceState> states = new TreeMap<>();
    private final List<Finding> findings = new ArrayList<>();
    private @Nullable Mapped last;
    private boolean lastDecided;

    public Chart(MappingContext context, MessageMapper messages, RowMapper rows) {
        this.context = context;
        this.messages = messages;
        this.rows = rows;
    }

    /** A site with authorities {@code MRN}, {@code PLACER}, {@code LAB} and a few mapped codes. */
    public static MappingContext site(DataClass dataClass) {
        return site(dataClass, "MR", ZoneId.of("America/New_York"));
    }

    public static MappingContext site(DataClass dataClass, String masterIdentifierType, ZoneId zone) {
        Map<String, CodeMap> maps = Map.of(
                "lab-loinc",
                new CodeMap(Map.of(
                        "GLU", new Coding("http://loinc.org", "2345-7", "Glucose [Mass/volume] in Serum or Plasma"))),
                "ucum",
                new CodeMap(Map.of(
                        "MG/DL", new Coding("http://unitsofmeasure.org", "mg/dL", ""),
                        "mg/dL", new Coding("http://unitsofmeasure.org", "mg/dL", ""),
                        "mg", new Coding("http://unitsofmeasure.org", "mg", ""),
                        "K/uL", new Coding("http://unitsofmeasure.org", "10*3/uL", ""))),
                "route",
                new CodeMap(Map.of(
                        "PO", new Coding("http://snomed.info/sct", "26643006", "Oral route"),
                        "IV", new Coding("http://snomed.info/sct", "47625008", "Intravenous route"))));
        Authorities authorities = new Authorities(Map.of(
                "MRN", "urn:test:mrn", "PLACER", "urn:test:placer", "LAB", "urn:test:lab", "VISIT", "urn:test:visit"));
        return new MappingContext(source(dataClass, masterIdentifierType, zone), new CodeMaps(maps), authorities);
    }

    private static SourceDeclaration source(DataClass dataClass, String masterIdentifierType, ZoneId zone) {
        return SourceDeclaration.of("test", dataClass)
                .zone(zone)
                .authorities(new SourceDeclaration.Authorities("MRN", "VISIT", "PLACER", "LAB"))
                .masterIdentifierType(masterIdentifierType)
                .missingReportStatus(SourceDeclaration.MissingReportStatus.UNKNOWN)
                .build();
    }

    /** Receives one message; its segments are given as lines. */
    public Chart receives(String... segments) {
        return take(messages.map(Hl7Message.read(String.join("\r", segments)), context));
    }

    public Chart reads(Row row) {
        return take(rows.map(row, context));
    }

    public Chart take(Mapped mapped) {
        last = mapped;
        lastDecided = false;
        mapped.changes().forEach(change -> lastDecided |= apply(change));
        findings.addAll(mapped.findings());
        return this;
    }

    private boolean apply(Change change) {
        ResourceState state = states.computeIfAbsent(change.key(), ResourceState::empty);
        change.patient().ifPresent(state::assign);
        int before = state.changes();
        boolean decides = state.apply(change);
        if (state.changes() > before) {
            rules.derive(state).forEach(this::apply);
        }
        return decides;
    }

    /** Whether the last record gave at least one value that stands. */
    public boolean lastDecided() {
        return lastDecided;
    }

    /** What the states contradict themselves in now. */
    public List<Finding> contradictions() {
        return states.values().stream()
                .flatMap(state -> rules.contradictions(state).stream())
                .toList();
    }

    public List<Finding> findings() {
        return findings;
    }

    /** Every resource as JSON, read strictly by HAPI FHIR on the way. */
    public List<JsonNode> all() {
        return delivered().map(this::json).toList();
    }

    private Stream<ResourceState> delivered() {
        return states.values().stream().filter(state -> state.key().type().isDelivered() && state.isShown());
    }

    /** What the last record said, or nothing. */
    public Optional<Mapped> last() {
        return Optional.ofNullable(last);
    }

    public List<JsonNode> all(ResourceType type) {
        return states.values().stream()
                .filter(state -> state.key().type() == type && state.isShown())
                .map(this::json)
                .toList();
    }

    public JsonNode only(ResourceType type) {
        List<JsonNode> found = all(type);
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    public String texts() {
        return String.join("\n", delivered().map(rendering::render).toList());
    }

    private JsonNode json(ResourceState state) {
        String text = rendering.render(state);
        FHIR.newJsonParser().setParserErrorHandler(new StrictErrorHandler()).parseResource(text);
        try {
            return JSON.readTree(text);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
