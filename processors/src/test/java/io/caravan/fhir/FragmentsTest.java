package io.caravan.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.caravan.codes.Authorities;
import io.caravan.codes.CodeMap;
import io.caravan.codes.CodeMaps;
import io.caravan.codes.Coding;
import io.caravan.hl7.Hl7Message;
import io.caravan.hl7.Repetition;
import io.caravan.map.SourceTimes;
import io.caravan.message.Finding;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FragmentsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<Finding> findings = new ArrayList<>();
    private final Fragments fragments = new Fragments(
            new Authorities(Map.of("HOSP", "urn:test:hosp")),
            new CodeMaps(Map.of(
                    "colours", new CodeMap(Map.of("R", new Coding("urn:test:colours", "red", "Red"))),
                    "code-systems", new CodeMap(Map.of("99HOSP", new Coding("urn:test:local", "99HOSP", ""))))),
            new SourceTimes(ZoneId.of("America/New_York")),
            findings::add);

    private static Repetition field(String value) {
        return Hl7Message.read("MSH|^~\\&|\rZZZ|" + value).first("ZZZ").first(1);
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void anIdentifierHasTypeAuthorityCheckDigitAndPeriod() {
        Identifier found = fragments
                .identifier(field("123^4^M11^HOSP^MR^^20200101^20301231"), "", "", "PID-3")
                .orElseThrow();
        JsonNode json = json(found.json());

        assertThat(json.at("/value").asText()).isEqualTo("123");
        assertThat(json.at("/system").asText()).isEqualTo("urn:test:hosp");
        assertThat(json.at("/type/coding/0/code").asText()).isEqualTo("MR");
        assertThat(json.at("/extension/0/valueString").asText()).isEqualTo("4");
        assertThat(json.at("/period/end").asText()).isEqualTo("2030-12-31");
        assertThat(findings).isEmpty();
    }

    @Test
    void aNumberOfAnUnknownAuthorityHasNoSystemAndRaisesAFinding() {
        Identifier found =
                fragments.identifier(field("123^^^NOBODY^PI"), "", "", "PID-3").orElseThrow();

        assertThat(found.hasSystem()).isFalse();
        assertThat(json(found.json()).at("/assigner/display").asText()).isEqualTo("NOBODY");
        assertThat(findings).containsExactly(new Finding("unknown-authority", "PID-3"));
    }

    @Test
    void aNameKeepsItsPartsAndItsUse() {
        JsonNode name = json(fragments.name(field("van Hentenryck&van&Hentenryck^Ann^Mary Beth^Jr^Dr^MD^L")));

        assertThat(name.at("/family").asText()).isEqualTo("van Hentenryck");
        assertThat(name.at("/given")).extracting(JsonNode::asText).containsExactly("Ann", "Mary Beth");
        assertThat(name.at("/suffix")).extracting(JsonNode::asText).containsExactly("Jr", "MD");
        assertThat(name.at("/prefix/0").asText()).isEqualTo("Dr");
        assertThat(name.at("/use").asText()).isEqualTo("official");
    }

    @Test
    void aNameOfNullsIsNoName() {
        assertThat(fragments.name(field("\"\"^\"\""))).isEmpty();
        assertThat(fragments.name(field("^^^^^^L"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "555-1234; phone; 555-1234; home",
                "^PRN^PH^^1^555^1234567^89; phone; +1 555 1234567 X89; home",
                "^NET^Internet^a@b.example; email; a@b.example; home",
                "^WPN^FX^^^555^123; fax; 555 123; work",
                "^PRN^CP^^^555^123; phone; 555 123; mobile",
                "^^^a@b.example; email; a@b.example; home",
                "^^PH^^^^^^^^^555-9; phone; 555-9; home"
            })
    void aContactPointIsReadFromOldAndNewFields(String xtn, String system, String value, String use) {
        JsonNode point = json(fragments.contactPoint(field(xtn), "home"));

        assertThat(point.at("/system").asText()).isEqualTo(system);
        assertThat(point.at("/value").asText()).isEqualTo(value);
        assertThat(point.at("/use").asText()).isEqualTo(use);
    }

    @Test
    void aNameOrAddressOfAnOlderVersionHasItsPeriodInOneField() {
        JsonNode name = json(fragments.name(field("DOE^ANN^^^^^M^^^19950101&20031231")));
        JsonNode address = json(fragments.address(field("1 MAIN ST^^ALBANY^NY^^^^^&KINGS^^^20000110&20000120")));

        assertThat(name.at("/period/start").asText()).isEqualTo("1995-01-01");
        assertThat(name.at("/period/end").asText()).isEqualTo("2003-12-31");
        assertThat(address.at("/period/end").asText()).isEqualTo("2000-01-20");
        assertThat(address.at("/district").asText()).isEqualTo("KINGS");
    }

    @Test
    void aCodeThatASiteHasAddedToAPublishedTableIsOfASystemOfItsOwn() {
        JsonNode known = json(fragments.tableConcept(field("MR"), "0203"));
        JsonNode added = json(fragments.tableConcept(field("CLINIC"), "0203"));
        JsonNode named = json(fragments.concept(field("XX^Unheard of^HL70002")));

        assertThat(known.at("/coding/0/system").asText()).isEqualTo("http://terminology.hl7.org/CodeSystem/v2-0203");
        assertThat(added.at("/coding/0/system").asText()).isEqualTo("urn:caravan:code-system:HL70203");
        assertThat(added.at("/coding/0/code").asText()).isEqualTo("CLINIC");
        assertThat(named.at("/coding/0/system").asText()).isEqualTo("urn:caravan:code-system:HL70002");
    }

    @Test
    void aLanguageHasItsTagOrStaysText() {
        JsonNode language = json(fragments.language(field("ger^German^HL70296")));
        JsonNode unknown = json(fragments.language(field("^Plattdeutsch")));

        assertThat(language.at("/coding/0/code").asText()).isEqualTo("de");
        assertThat(language.at("/text").asText()).isEqualTo("German");
        assertThat(unknown.has("coding")).isFalse();
        assertThat(unknown.at("/text").asText()).isEqualTo("Plattdeutsch");
    }

    @Test
    void anAddressKeepsItsLinesAndItsUse() {
        JsonNode address = json(fragments.address(field("1 MAIN ST&MAIN&1^APT 2^ALBANY^NY^12207^USA^H")));

        assertThat(address.at("/line/0").asText()).isEqualTo("1 MAIN ST");
        assertThat(address.at("/line/1").asText()).isEqualTo("APT 2");
        assertThat(address.at("/city").asText()).isEqualTo("ALBANY");
        assertThat(address.at("/use").asText()).isEqualTo("home");
    }

    @Test
    void aConceptHasUpToThreeCodingsAndItsOriginalText() {
        JsonNode concept = json(fragments.concept(
                field("2345-7^Glucose^LN^GLU^Glucose local^99HOSP^2.1^^sugar^1234^Glucose x^HL70999")));

        assertThat(concept.at("/coding")).hasSize(3);
        assertThat(concept.at("/coding/0/system").asText()).isEqualTo("http://loinc.org");
        assertThat(concept.at("/coding/0/version").asText()).isEqualTo("2.1");
        assertThat(concept.at("/coding/1/system").asText()).isEqualTo("urn:test:local");
        assertThat(concept.at("/coding/2/system").asText()).isEqualTo("http://terminology.hl7.org/CodeSystem/v2-0999");
        assertThat(concept.at("/text").asText()).isEqualTo("sugar");
    }

    @ParameterizedTest
    @CsvSource({"GLU,GLU", "GLU^Glucose,Glucose", "^Glucose,Glucose"})
    void aCodeWithoutASystemIsTextOnly(String cwe, String text) {
        JsonNode concept = json(fragments.concept(field(cwe)));

        assertThat(concept.has("coding")).isFalse();
        assertThat(concept.at("/text").asText()).isEqualTo(text);
    }

    @Test
    void aLocalCodeIsMappedAndKept() {
        JsonNode concept = json(fragments.concept(field("R^rot^L"), "colours", "ZZZ-1"));

        assertThat(concept.at("/coding/0/code").asText()).isEqualTo("red");
        assertThat(concept.at("/coding/1/system").asText()).isEqualTo("urn:caravan:code-system:L");
        assertThat(findings).isEmpty();
    }

    @Test
    void aCodeTheMapDoesNotKnowIsKeptAndCounted() {
        JsonNode concept = json(fragments.concept(field("B^blau^L"), "colours", "ZZZ-1"));

        assertThat(concept.at("/coding/0/code").asText()).isEqualTo("B");
        assertThat(findings).containsExactly(new Finding("unmapped-code", "ZZZ-1"));
    }

    @Test
    void aPersonIsNamedAndNumbered() {
        JsonNode person = json(fragments.person(field("99^DOC^JANE^Q^^DR^^^HOSP^^^^NPI")));

        assertThat(person.at("/display").asText()).isEqualTo("DR JANE Q DOC");
        assertThat(person.at("/identifier/value").asText()).isEqualTo("99");
        assertThat(person.at("/identifier/system").asText()).isEqualTo("urn:test:hosp");
        assertThat(fragments.person(field(""))).isEmpty();
    }
}
