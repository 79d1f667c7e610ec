package io.caravan.fhir;

import io.caravan.codes.Authorities;
import io.caravan.codes.CodeMaps;
import io.caravan.codes.Coding;
import io.caravan.hl7.Repetition;
import io.caravan.hl7.Segment;
import io.caravan.message.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * HL7 v2 data types as FHIR JSON, for one record. All methods give empty text (or nothing) where the source gives nothing,
 * which {@link Json} leaves out; what cannot be mapped is kept as text and raised as a finding.
 */
public final class Fragments {
    private final CodeSystems systems;
    private final CodeMaps maps;
    private final FhirTimes times;
    private final Consumer<Finding> findings;
    private final Identifiers identifiers;
    private final Persons persons;

    public Fragments(Authorities authorities, CodeMaps maps, FhirTimes times, Consumer<Finding> findings) {
        this.systems = new CodeSystems(maps);
        this.maps = maps;
        this.times = times;
        this.findings = findings;
        this.identifiers = new Identifiers(authorities, times);
        this.persons = new Persons(identifiers);
    }

    public FhirTimes times() {
        return times;
    }

    /**
     * CX. An authority that is not in the table raises {@code unknown-authority} and leaves the number without a system.
     *
     * @param defaultSystem for a number without an authority; may be empty
     * @param type replaces CX-5 where not empty
     */
    public Optional<Identifier> identifier(Repetition cx, String defaultSystem, String type, String place) {
        Optional<Identifier> found = identifiers.ofCx(cx, defaultSystem, type);
        if (found.isPresent() && !found.get().hasSystem() && !cx.text(4, 1).isEmpty()) {
            findings.accept(new Finding("unknown-authority", place));
        }
        return found;
    }

    /** EI, e.g. an order number of type PLAC or FILL. */
    public Optional<Identifier> entity(Repetition ei, String defaultSystem, String type, String place) {
        Optional<Identifier> found = identifiers.ofEi(ei, defaultSystem, type);
        if (found.isPresent() && !found.get().hasSystem() && !ei.text(2).isEmpty()) {
            findings.accept(new Finding("unknown-authority", place));
        }
        return found;
    }

    /** The URI of the HD in a component's subcomponents; the default where the HD is empty, empty text where unknown. */
    public String authority(Repetition repetition, int component, String defaultSystem) {
        return identifiers.system(repetition, component, defaultSystem);
    }

    /** XPN to HumanName. */
    public String name(Repetition xpn) {
        return HumanNames.ofXpn(xpn, times);
    }

    /** XPN to the entries of an array of HumanName: the name, and by which one the person is called (XPN-15). */
    public String names(Repetition xpn) {
        String name = name(xpn);
        String nickname = HumanNames.nickname(xpn);
        return name.isEmpty() || nickname.isEmpty() ? name + nickname : name + "," + nickname;
    }

    /** XAD to Address. */
    public String address(Repetition xad) {
        return Addresses.of(xad, times);
    }

    /** XTN to ContactPoint. */
    public String contactPoint(Repetition xtn, String defaultUse) {
        return ContactPoints.of(xtn, defaultUse, times);
    }

    /** XCN to a Reference with identifier and display. */
    public String person(Repetition xcn) {
        return persons.ofXcn(xcn);
    }

    /** XCN as a name to be read by people. */
    public static String display(Repetition xcn) {
        return HumanNames.display(xcn);
    }

    /** CWE or CE to CodeableConcept. */
    public String concept(Repetition cwe) {
        return Concepts.of(cwe, systems, List.of());
    }

    /**
     * CWE or CE to CodeableConcept, its local code also through the site's code map of this name; the target stands before the
     * original. A code that the site's map does not know raises {@code unmapped-code}.
     */
    public String concept(Repetition cwe, String map, String place) {
        String code = Concepts.text(cwe, 1);
        List<Coding> mapped = code.isEmpty() ? List.of() : mapped(map, code, place);
        return Concepts.of(cwe, systems, mapped);
    }

    /** A plain code and name, e.g. of database columns; {@code system} is a name of table 0396 or a URI. */
    public String concept(String code, String system, String display, String map, String place) {
        List<Coding> codings = new ArrayList<>(code.isEmpty() ? List.of() : mapped(map, code, place));
        String uri = systems.uri(system);
        boolean same = codings.stream()
                .anyMatch(target -> target.system().equals(uri) && target.code().equals(code));
        if (!uri.isEmpty() && !code.isEmpty() && !same) {
            codings.add(new Coding(uri, code, display));
        }
        List<String> json = codings.stream().map(Concepts::coding).toList();
        boolean needsText = json.isEmpty() || uri.isEmpty();
        return Json.object()
                .raw("coding", Json.array(json))
                .text("text", needsText ? (display.isEmpty() ? code : display) : "")
                .end();
    }

    private List<Coding> mapped(String map, String code, String place) {
        if (!maps.maps().containsKey(map)) {
            return List.of();
        }
        Optional<Coding> found = maps.find(map, code);
        if (found.isEmpty()) {
            findings.accept(new Finding("unmapped-code", place));
        }
        return found.map(List::of).orElse(List.of());
    }

    /** The concept with this text, where it has none of its own. */
    public static String withText(String concept, String text) {
        if (text.isBlank() || concept.contains("\"text\":")) {
            return concept;
        }
        return Json.object()
                .elements(concept.isEmpty() ? "{}" : concept)
                .text("text", text.strip())
                .end();
    }

    /** A concept of one coding. */
    public static String concept(Coding coding) {
        return Concepts.of(coding);
    }

    /** One coding, without the concept around it. */
    public static String coding(Coding coding) {
        return Concepts.coding(coding);
    }

    /** A code of an HL7 table that the sender does not name, e.g. IS; its display where the sender gives one. */
    public String tableConcept(Repetition cwe, String table) {
        if (!Concepts.text(cwe, 3).isEmpty()) {
            return concept(cwe);
        }
        return Concepts.ofTable(table, cwe.text(1), Concepts.text(cwe, 2));
    }

    /** A language, CodeableConcept. */
    public String language(Repetition cwe) {
        return Languages.of(cwe);
    }

    /** The URI of a coding system's name. */
    public String codeSystem(String name) {
        return systems.uri(name);
    }

    /** Period from two HL7 times; empty text where neither is one. */
    public String period(String start, String end) {
        return Periods.of(times.dateTime(start), times.dateTime(end));
    }

    /** All repetitions of a field through a writer, as an array; empty text where nothing is left. */
    public static String list(Segment segment, int field, Function<Repetition, String> writer) {
        return Json.array(segment.repetitions(field).stream().map(writer).toList());
    }

    public void finding(String code, String place) {
        findings.accept(new Finding(code, place));
    }
}
