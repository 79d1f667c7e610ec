package io.caravan.map.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.caravan.codes.Authorities;
import io.caravan.hl7.Hl7Message;
import io.caravan.map.Chart;
import io.caravan.map.Mapping;
import io.caravan.map.MappingContext;
import io.caravan.message.DataClass;
import io.caravan.message.Rejected;
import io.caravan.message.SourceDeclaration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PatientsTest {
    private static final Authorities TABLE = new Authorities(Map.of("MRN", "urn:test:mrn", "ELSE", "urn:test:else"));

    private static Mapping mapping(String declaredAuthority) {
        MappingContext site = Chart.site(DataClass.ADT);
        SourceDeclaration source = site.source();
        SourceDeclaration declared = source.but()
                .authorities(new SourceDeclaration.Authorities(declaredAuthority, "", "", ""))
                .build();
        return new Mapping(new MappingContext(declared, site.codes(), TABLE));
    }

    private static PatientIdentity identity(String declaredAuthority, String version, String pid) {
        Hl7Message message = Hl7Message.read("MSH|^~\\&|A|B|C|D|20260301||ADT^A08|1|P|" + version + "\r" + pid);
        return new Patients(mapping(declaredAuthority)).ofPid(message.first("PID"), message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "1^^^MRN^MR; urn:test:mrn|1",
                "9^^^ELSE^PI~1^^^MRN^MR; urn:test:mrn|1",
                "1^^^ELSE^MR~2^^^MRN^MR; urn:test:mrn|2",
                "1; urn:test:mrn|1",
                "1^^^ELSE; urn:test:else|1",
                "7^^^^SS~1; urn:test:mrn|1",
                "1^^^&1.2.3&ISO^MR; urn:oid:1.2.3|1",
                "1^^^X&c0ffee00-0000-4000-8000-000000000000&UUID^MR; urn:uuid:c0ffee00-0000-4000-8000-000000000000|1",
                "0042 ^^^MRN^MR; urn:test:mrn|0042",
                "1^^^ELSE~2^^^MRN; urn:test:mrn|2"
            })
    void theMasterIdentifierIsTheOneOfTheDeclaredTypeWithItsAuthority(String list, String expected) {
        PatientIdentity found = identity("MRN", "2.5.1", "PID|1||" + list);

        assertThat(found.master().system() + "|" + found.master().value()).isEqualTo(expected);
        assertThat(found.master().type()).isEqualTo("MR");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "^^^MRN^MR", "1~2", "1^^^MRN^PI"})
    void withoutOneNumberThatIsMeantThereIsNoPatient(String list) {
        assertThatThrownBy(() -> identity("", "2.5.1", "PID|1||" + list))
                .isInstanceOfSatisfying(
                        Rejected.class, rejected -> assertThat(rejected.code()).isEqualTo("missing-patient-id"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1^^^MRN2^MR", "1^^^^MR", "1^^^&1.2.3&DNS^MR"})
    void anAuthorityThatNobodyDeclaredIsRefused(String list) {
        assertThatThrownBy(() -> identity("", "2.5.1", "PID|1||" + list))
                .isInstanceOfSatisfying(Rejected.class, rejected -> {
                    assertThat(rejected.hl7Code()).isEqualTo(204);
                    assertThat(rejected.code()).isEqualTo("unknown-authority");
                });
    }

    @Test
    void pid2KeysThePatientOnlyInOldVersions() {
        assertThat(identity("MRN", "2.3", "PID|1|77").master().value()).isEqualTo("77");
        assertThatThrownBy(() -> identity("MRN", "2.5", "PID|1|77")).isInstanceOf(Rejected.class);
    }

    @ParameterizedTest
    @CsvSource({
        "MRN,urn:test:mrn",
        "HOSP&1.2.3&ISO,urn:oid:1.2.3",
        "MRN&9.9&ISO,urn:test:mrn",
        "1.2.3,urn:oid:1.2.3",
        "urn:oid:1.2.3,urn:oid:1.2.3",
        "https://hospital.example/mrn,https://hospital.example/mrn"
    })
    void aDeclaredAuthorityIsANamespaceAnHdAnOidOrAUri(String declared, String uri) {
        assertThat(TABLE.declared(declared)).contains(uri);
        assertThat(identity(declared, "2.5", "PID|1||1^^^^MR").master().system())
                .isEqualTo(uri);
    }

    @Test
    void aDeclaredNamespaceThatIsNotInTheTableIsNoAuthority() {
        assertThat(TABLE.declared("NOWHERE")).isEmpty();
        assertThat(TABLE.declared(" ")).isEmpty();
    }

    @Test
    void aRowsNumberIsThatOfAMessage() {
        PatientIdentity row = new Patients(mapping("MRN")).ofNumber("1 ", "patient_id");

        assertThat(row.id())
                .isEqualTo(identity("MRN", "2.5", "PID|1||1^^^MRN^MR").id());
        assertThat(row.master().path())
                .isEqualTo(identity("MRN", "2.5", "PID|1||1^^^MRN^MR").master().path());
    }

    @Test
    void aSocialSecurityNumberIsAnIdentifierAndNeverTheKey() {
        PatientIdentity found = identity("MRN", "2.5", "PID|1||1^^^MRN^MR||A^B" + "|".repeat(14) + "123456789");

        assertThat(found.master().value()).isEqualTo("1");
        assertThat(found.others()).singleElement().satisfies(ssn -> {
            assertThat(ssn.system()).isEqualTo("http://hl7.org/fhir/sid/us-ssn");
            assertThat(ssn.type()).isEqualTo("SS");
        });
    }
}
