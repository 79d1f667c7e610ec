package io.caravan.map.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.caravan.fhir.FhirIds;
import io.caravan.fold.ResourceType;
import io.caravan.hl7.Hl7Message;
import io.caravan.map.Chart;
import io.caravan.map.MappingContext;
import io.caravan.map.Rows;
import io.caravan.map.registry.Mappers;
import io.caravan.message.DataClass;
import io.caravan.message.Finding;
import io.caravan.message.Rejected;
import io.caravan.message.SourceDeclaration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Whose data a record is, rule by rule. */
class IdentityRulesTest {
    private static final String DAY1 = "20260301080000";
    private static final String DAY2 = "20260302080000";

    private final Chart chart = chart(Chart.site(DataClass.ADT));

    private static Chart chart(MappingContext site) {
        return new Chart(site, Mappers.messages(DataClass.ADT), Mappers.rows(DataClass.ADT));
    }

    @Test
    @DisplayName(
            "§1.2 identifier: each PID-3 repetition is an identifier with value, type, system, check digit and period")
    void everyRepetitionIsAnIdentifier() {
        chart.receives(adt("A28", DAY1, "PID|1||4711^7^M10^MRN^MR^^20200101^20301231~D9^^^&1.2.3&ISO^PI||MILLER^ANN"));

        JsonNode patient = chart.only(ResourceType.PATIENT);
        JsonNode master = identifier(patient, "4711");
        assertThat(master.at("/system").asText()).isEqualTo("urn:test:mrn");
        assertThat(master.at("/type/coding/0/code").asText()).isEqualTo("MR");
        assertThat(master.at("/type/coding/0/system").asText())
                .isEqualTo("http://terminology.hl7.org/CodeSystem/v2-0203");
        assertThat(master.at("/extension/0/url").asText())
                .isEqualTo("http://hl7.org/fhir/StructureDefinition/identifier-checkDigit");
        assertThat(master.at("/extension/0/valueString").asText()).isEqualTo("7");
        assertThat(master.at("/period/start").asText()).isEqualTo("2020-01-01");
        assertThat(master.at("/period/end").asText()).isEqualTo("2030-12-31");
        assertThat(identifier(patient, "D9").at("/system").asText()).isEqualTo("urn:oid:1.2.3");
    }

    @Test
    @DisplayName("§1.2 authority: the same number under two authorities is two patients")
    void theAuthorityIsPartOfTheKey() {
        chart.receives(adt("A28", DAY1, "PID|1||1^^^MRN^MR||M^A"));
        chart.receives(adt("A28", DAY1, "PID|1||1^^^&1.2.3&ISO^MR||M^A"));
        chart.receives(adt("A28", DAY1, "PID|1||1^^^^MR||M^A"));

        assertThat(chart.all(ResourceType.PATIENT))
                .as("an empty CX.4 is of the declared authority")
                .hasSize(2);
    }

    @Test
    @DisplayName(
            "§1.2 unknown: an unknown namespace is a dead letter for the master identifier and a finding for others")
    void anUnknownNamespace() {
        assertThatThrownBy(() -> chart.receives(adt("A28", DAY1, "PID|1||1^^^ELSEWHERE^MR||M^A")))
                .isInstanceOfSatisfying(
                        Rejected.class, rejected -> assertThat(rejected.code()).isEqualTo("unknown-authority"));

        chart.receives(adt("A28", DAY1, "PID|1||1^^^MRN^MR~2^^^ELSEWHERE^PI||M^A"));

        assertThat(chart.findings()).contains(new Finding("unknown-authority", "PID-3"));
        assertThat(chart.only(ResourceType.PATIENT).at("/identifier")).hasSize(2);
    }

    @Test
    @DisplayName(
            "§1.2 match: PID-2, PID-4, PID-19 and PID-20 are identifiers and never keys, nor are name and birth date")
    void otherNumbersNeverMatch() {
        String rest = "^^^MRN^MR|A4|MILLER^ANN||19750301|F" + "|".repeat(11) + "123456789|L77^NY";
        chart.receives(adt("A28", DAY1, "PID|1|E2|1" + rest));
        chart.receives(adt("A28", DAY1, "PID|1|E2|2" + rest));

        assertThat(chart.all(ResourceType.PATIENT)).hasSize(2).allSatisfy(patient -> {
            assertThat(patient.at("/identifier")).hasSize(5);
            assertThat(identifier(patient, "123456789").at("/system").asText())
                    .isEqualTo("http://hl7.org/fhir/sid/us-ssn");
            assertThat(identifier(patient, "L77").at("/type/coding/0/code").asText())
                    .isEqualTo("DL");
        });
    }

    @Test
    @DisplayName("§1.2 account: PID-18 is the visit's account, of which the patient is the subject")
    void anAccount() {
        chart.receives(adt("A01", DAY1, pid(account("ACC1")), pv1("V1", "")));

        JsonNode account = chart.only(ResourceType.ACCOUNT);
        assertThat(account.at("/identifier/0/value").asText()).isEqualTo("ACC1");
        assertThat(account.at("/status").asText()).isEqualTo("active");
        assertThat(account.at("/subject/0/reference").asText())
                .isEqualTo(
                        "Patient/" + chart.only(ResourceType.PATIENT).at("/id").asText());
        assertThat(chart.only(ResourceType.ENCOUNTER).at("/account/0/reference").asText())
                .isEqualTo("Account/" + account.at("/id").asText());
    }

    @Test
    @DisplayName("§1.2 account, §1.2 visit: where the source declares it, PID-18 is the number of the visit")
    void aVisitInTheAccountField() {
        Chart declared = chart(visitInAccountField());
        declared.receives(adt("A01", DAY1, pid(account("V9")), pv1("", "")));

        assertThat(declared.all(ResourceType.ACCOUNT)).isEmpty();
        assertThat(declared.only(ResourceType.ENCOUNTER)
                        .at("/identifier/0/value")
                        .asText())
                .isEqualTo("V9");
    }

    @Test
    @DisplayName("§1.2 visit: PV1-19 keys the encounter, else PV1-50; without a number a visit event is a dead letter")
    void theKeyOfAVisit() {
        chart.receives(adt("A01", DAY1, pid(""), pv1("V1", "ALT1")));
        chart.receives(adt("A03", DAY2, pid(""), pv1("V1", "")));
        assertThat(chart.only(ResourceType.ENCOUNTER).at("/id").asText())
                .isEqualTo(FhirIds.id("Encounter", "urn:test:visit", "VN", "V1").toString());

        chart.receives(adt("A01", DAY1, pid(""), pv1("", "ALT2")));
        assertThat(chart.all(ResourceType.ENCOUNTER)).hasSize(2);

        assertThatThrownBy(() -> chart.receives(adt("A01", DAY1, pid(account("ACC1")), pv1("", ""))))
                .isInstanceOfSatisfying(Rejected.class, rejected -> {
                    assertThat(rejected.hl7Code()).isEqualTo(101);
                    assertThat(rejected.code()).isEqualTo("missing-visit-number");
                });
    }

    @Test
    @DisplayName("§1.2 ids: message, row and replay write the same resource")
    void oneId() {
        chart.receives(adt("A28", DAY1, "PID|1||1^^^MRN^MR||M^A"));
        chart.receives(adt("A28", DAY1, "PID|1||1^^^MRN^MR||M^A"));
        chart.reads(Rows.row(1, "patient_id", "1", "family_name", "M"));

        assertThat(chart.only(ResourceType.PATIENT).at("/id").asText())
                .isEqualTo(FhirIds.id("Patient", "urn:test:mrn", "1").toString());
    }

    @Test
    @DisplayName(
            "§1.2 provisional, §1.2 owner: a result fills a patient nobody owns, and never overrides what ADT says")
    void onlyAdtOwnsDemographics() {
        result(DAY2, "LAB^NAME", "19800101");
        JsonNode provisional = chart.only(ResourceType.PATIENT);
        assertThat(provisional.at("/meta/tag/0/code").asText()).isEqualTo("provisional");
        assertThat(provisional.at("/name/0/family").asText()).isEqualTo("LAB");

        chart.receives(adt("A28", DAY1, "PID|1||1^^^MRN^MR||MILLER^ANN"));
        result("20260303080000", "OTHER^NAME", "19800101");

        JsonNode patient = chart.only(ResourceType.PATIENT);
        assertThat(patient.has("meta")).isFalse();
        assertThat(patient.at("/name")).hasSize(1);
        assertThat(patient.at("/name/0/family").asText()).isEqualTo("MILLER");
        assertThat(patient.at("/birthDate").asText())
                .as("what ADT never said may be filled")
                .isEqualTo("1980-01-01");
    }

    private void result(String at, String name, String birthDate) {
        Hl7Message message = Hl7Message.read(String.join(
                "\r",
                "MSH|^~\\&|LAB|HOSP|CARAVAN|NEW|" + at + "||ORU^R01|L" + at + "|P|2.5.1",
                "PID|1||1^^^MRN^MR||" + name + "||" + birthDate,
                "OBR|1||F1^LAB|GLU^Glucose^L|||" + at + "|||||||||||||||" + at + "|||F",
                "OBX|1|NM|GLU^Glucose^L||5.4|mg/dL|||||F"));
        chart.take(Mappers.messages(DataClass.LABS).map(message, Chart.site(DataClass.LABS)));
    }

    private static MappingContext visitInAccountField() {
        MappingContext site = Chart.site(DataClass.ADT);
        SourceDeclaration source = site.source();
        SourceDeclaration declared = source.but()
                .authorities(new SourceDeclaration.Authorities("MRN", "VISIT", "PLACER", "LAB", true))
                .build();
        return new MappingContext(declared, site.codes(), site.authorities());
    }

    private static String[] adt(String event, String at, String... segments) {
        String[] lines = new String[segments.length + 2];
        lines[0] = "MSH|^~\\&|ADT|HOSP|CARAVAN|NEW|" + at + "||ADT^" + event + "|" + event + at + "|P|2.5.1";
        lines[1] = "EVN|" + event + "|" + at;
        System.arraycopy(segments, 0, lines, 2, segments.length);
        return lines;
    }

    private static String pid(String rest) {
        return "PID|1||1^^^MRN^MR||MILLER^ANN||19750301|F" + rest;
    }

    private static String account(String number) {
        return "|".repeat(10) + number;
    }

    private static String pv1(String visit, String alternate) {
        return "PV1|1|I|4W" + "|".repeat(16) + visit + "|".repeat(31) + alternate;
    }

    private static JsonNode identifier(JsonNode patient, String value) {
        for (JsonNode identifier : patient.at("/identifier")) {
            if (identifier.at("/value").asText().equals(value)) {
                return identifier;
            }
        }
        throw new AssertionError("no identifier " + value + " in " + patient);
    }
}
