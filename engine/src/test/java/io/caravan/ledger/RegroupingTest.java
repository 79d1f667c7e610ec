package io.caravan.ledger;

import static io.caravan.ledger.Ward.mrg;
import static io.caravan.ledger.Ward.patient;
import static io.caravan.ledger.Ward.pid;
import static io.caravan.ledger.Ward.pv1;
import static io.caravan.ledger.Ward.visit;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.caravan.fhir.FhirIds;
import io.caravan.fold.ResourceType;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Merges, moves and new numbers: real messages by the real mappers into the ledger on PostgreSQL. */
class RegroupingTest {
    private static final String DAY1 = "20260301080000";
    private static final String DAY2 = "20260302080000";
    private static final String DAY3 = "20260303080000";
    private static final String DAY4 = "20260304080000";

    private final Ward ward = new Ward();

    @AfterEach
    void close() {
        ward.close();
    }

    @Test
    @DisplayName(
            "§1.1 A40, §1.3 survivor: the subsumed patient is inactive and replaced; the survivor has its number as an old one")
    void aMergeLinksBoth() {
        ward.adt("A01", DAY1, pid("1", "SMALL^ANN"), pv1("V1"));
        ward.adt("A28", DAY1, pid("2", "BIG^ANN"));

        assertThat(ward.adt("A40", DAY2, pid("2", "BIG^ANN"), mrg("1"))).isEqualTo(Outcome.MERGED);

        JsonNode subsumed = ward.readPatient("1");
        assertThat(subsumed.at("/active").asBoolean(true)).isFalse();
        assertThat(subsumed.at("/link/0/type").asText()).isEqualTo("replaced-by");
        assertThat(subsumed.at("/link/0/other/reference").asText()).isEqualTo("Patient/" + patient("2"));
        assertThat(subsumed.at("/identifier/0/value").asText()).isEqualTo("1");
        JsonNode survivor = ward.readPatient("2");
        assertThat(survivor.at("/active").asBoolean()).isTrue();
        assertThat(survivor.at("/link/0/type").asText()).isEqualTo("replaces");
        assertThat(identifier(survivor, "1").at("/use").asText()).isEqualTo("old");
        assertThat(ward.subjectOfVisit("V1")).isEqualTo("2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"A18", "A30", "A34", "A36", "A39"})
    @DisplayName("§1.1 A18, §1.1 A34: the elder merges do what A40 does")
    void elderMerges(String event) {
        ward.adt("A01", DAY1, pid("1", "SMALL^ANN"), pv1("V1"));

        assertThat(ward.adt(event, DAY2, pid("2", "BIG^ANN"), mrg("1"))).isEqualTo(Outcome.MERGED);

        assertThat(ward.readPatient("1").at("/active").asBoolean(true)).isFalse();
        assertThat(ward.subjectOfVisit("V1")).isEqualTo("2");
    }

    @Test
    @DisplayName("§1.3(a): a merge before either patient is known is kept, the survivor provisional")
    void aMergeBeforeItsPeople() {
        ward.adt("A40", DAY2, pid("2", ""), mrg("1"));

        assertThat(ward.readPatient("1").at("/active").asBoolean(true)).isFalse();
        assertThat(ward.readPatient("2").at("/meta/tag/0/code").asText()).isEqualTo("provisional");

        ward.adt("A01", DAY1, pid("1", "SMALL^ANN"), pv1("V1"));
        ward.adt("A28", DAY3, pid("2", "BIG^ANN"));
        assertThat(ward.subjectOfVisit("V1")).isEqualTo("2");
        assertThat(ward.readPatient("2").has("meta")).isFalse();
    }

    @Test
    @DisplayName("§1.3(b): a late result for the subsumed patient is the survivor's, and its demographics are ignored")
    void aLateResultForTheSubsumed() {
        ward.adt("A28", DAY1, pid("2", "BIG^ANN"));
        ward.adt("A40", DAY2, pid("2", "BIG^ANN"), mrg("1"));

        ward.result("1", "", "F1", DAY3);
        ward.adt("A08", DAY4, pid("1", "WRONG^NAME"));

        assertThat(ward.all(ResourceType.OBSERVATION))
                .singleElement()
                .satisfies(
                        one -> assertThat(one.at("/subject/reference").asText()).isEqualTo("Patient/" + patient("2")));
        assertThat(ward.readPatient("2").at("/name/0/family").asText()).isEqualTo("BIG");
        assertThat(ward.readPatient("2").at("/name")).hasSize(1);
    }

    @Test
    @DisplayName("§1.3(c): a replay of A40 adds no second link and no second Provenance")
    void aReplay() {
        ward.adt("A01", DAY1, pid("1", "SMALL^ANN"), pv1("V1"));
        ward.adt("A40", DAY2, pid("2", "BIG^ANN"), mrg("1"));
        List<String> once = ward.texts();

        assertThat(ward.adt("A40", DAY2, pid("2", "BIG^ANN"), mrg("1"))).isEqualTo(Outcome.MERGED);

        assertThat(ward.texts()).isEqualTo(once);
    }

    @Test
    @DisplayName("§1.3(d), §1.3(e): a merge across authorities or types, or of a patient into itself, is a dead letter")
    void mergesThatCannotBeMeant() {
        ward.adt("A40", DAY2, pid("2", "BIG^ANN"), "MRG|1^^^&1.2.3&ISO^MR");
        ward.adt("A40", DAY2, pid("2", "BIG^ANN"), "MRG|1^^^MRN^AN");
        ward.adt("A40", DAY2, pid("2", "BIG^ANN"), mrg("2"));

        assertThat(ward.letters())
                .containsExactly("204 merge-across-authorities", "204 merge-across-types", "204 merge-into-itself");
        assertThat(ward.all(ResourceType.PATIENT)).isEmpty();
    }

    @Test
    @DisplayName("§1.3(f): a row that is read after the merge goes through the alias")
    void aRowAfterTheMerge() {
        ward.adt("A40", DAY2, pid("2", "BIG^ANN"), mrg("1"));

        ward.row(1, "patient_id", "1", "family_name", "SMALL", "visit_number", "V1", "visit_status", "active");

        assertThat(ward.readPatient("1").at("/active").asBoolean(true)).isFalse();
        assertThat(ward.readPatient("2").at("/name").isMissingNode()).isFalse();
        assertThat(ward.all(ResourceType.ENCOUNTER))
                .allSatisfy(one -> assertThat(ward.subjectOf(one)).isEqualTo("2"));
    }

    @Test
    @DisplayName("§1.3(h): of repeated groups each is all or nothing; one that cannot go on waits as a dead letter")
    void groups() {
        ward.adt("A01", DAY1, pid("1", "A^ANN"), pv1("V1"));
        ward.adt("A01", DAY1, pid("3", "C^ANN"), pv1("V3"));

        Outcome outcome = ward.adt(
                "A40", DAY2, pid("2", "BIG^ANN"), mrg("1"), pid("4", "D^ANN"), mrg("4"), pid("5", "E^ANN"), mrg("3"));

        assertThat(outcome).isEqualTo(Outcome.DEAD_LETTERED);
        assertThat(ward.letters()).containsExactly("204 merge-into-itself");
        assertThat(ward.subjectOfVisit("V1")).isEqualTo("2");
        assertThat(ward.subjectOfVisit("V3")).isEqualTo("5");
        assertThat(ward.ledger.store.find(ResourceType.PATIENT, patient("4"))).isEmpty();
    }

    @Test
    @DisplayName("§1.3(h): groups that follow on each other are applied in their order")
    void groupsThatFollowOnEachOther() {
        ward.adt("A01", DAY1, pid("1", "A^ANN"), pv1("V1"));

        ward.adt("A40", DAY2, pid("2", "B^ANN"), mrg("1"), pid("3", "C^ANN"), mrg("2"));

        assertThat(ward.subjectOfVisit("V1")).isEqualTo("3");
    }

    @Test
    @DisplayName("§1.3 alias: merges are followed transitively by every class; one that closes a circle is refused")
    void circles() {
        ward.adt("A40", DAY1, pid("2", "B^ANN"), mrg("1"));
        ward.adt("A40", DAY2, pid("3", "C^ANN"), mrg("2"));
        ward.result("1", "", "F1", DAY3);

        assertThat(ward.adt("A40", DAY4, pid("1", "A^ANN"), mrg("3"))).isEqualTo(Outcome.DEAD_LETTERED);

        assertThat(ward.letters()).containsExactly("204 merge-cycle");
        assertThat(ward.readPatient("3").at("/active").asBoolean()).isTrue();
        assertThat(ward.all(ResourceType.OBSERVATION))
                .allSatisfy(
                        one -> assertThat(one.at("/subject/reference").asText()).isEqualTo("Patient/" + patient("3")));
    }

    @Test
    @DisplayName("§1.3 re-point: each re-pointed resource has a Provenance with the former patient and the message")
    void provenance() {
        ward.adt("A01", DAY1, pid("1", "SMALL^ANN"), pv1("V1"));
        ward.adt("A40", DAY2, pid("2", "BIG^ANN"), mrg("1"));
        ward.adt("A03", DAY3, pid("2", "BIG^ANN"), pv1("V1"));
        ward.adt("A04", DAY3, pid("1", "SMALL^ANN"), pv1("V2"));

        List<JsonNode> all = ward.all(ResourceType.PROVENANCE);
        assertThat(all)
                .extracting(one -> one.at("/target/0/reference").asText())
                .containsExactlyInAnyOrder("Encounter/" + visit("V1"), "Encounter/" + visit("V2"));
        assertThat(all).allSatisfy(one -> {
            assertThat(one.at("/recorded").asText()).isEqualTo("2026-03-02T13:00:00Z");
            assertThat(one.at("/agent/0/who/display").asText()).isEqualTo("adt");
            assertThat(one.at("/entity/0/what/reference").asText()).isEqualTo("Patient/" + patient("1"));
            assertThat(one.at("/entity/1/what/identifier/value").asText()).isEqualTo("A40-" + DAY2);
        });
        assertThat(ward.ledger.store.history(ResourceType.ENCOUNTER, visit("V1")).stream()
                        .filter(one -> one.json().contains("Patient/" + patient("1"))))
                .as("the former subject can be read")
                .isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({"1, 4", "4, 1"})
    @DisplayName(
            "§1.3 re-point, §1.3(c): what two patients were named for tells the newest message, whoever it is with")
    void provenanceOfWhatTwoPatientsWereNamedFor(String filed, String former) {
        ward.adt("A08", DAY1, pid(filed, "S^ANN", "ACC1"), pv1("V1"));
        ward.adt("A44", DAY2, pid("3", "T^BEA"), mrg(former) + "||ACC1^^^ACCOUNTS");
        ward.adt("A47", DAY3, "PID|1||93^^^MRN^MR", mrg("3"));
        ward.adt("A47", DAY4, "PID|1||93^^^MRN^MR", mrg("3"));

        assertThat(ward.all(ResourceType.PROVENANCE))
                .filteredOn(one -> one.at("/entity/0/what/reference").asText().equals("Patient/" + patient(former)))
                .singleElement()
                .satisfies(one -> assertThat(one.at("/entity"))
                        .extracting(
                                entity -> entity.at("/what/identifier/value").asText())
                        .containsExactly("", "A44-" + DAY2, "A47-" + DAY4));
    }

    @Test
    @DisplayName(
            "§1.1 A45, §1.3(g): a moved visit goes with all that belongs to it, whatever comes later; its patient stays")
    void aMovedVisit() {
        ward.adt("A01", DAY1, pid("1", "S^ANN"), pv1("V1"), "DG1|1||I10^Hypertension^I10");
        ward.adt("A01", DAY1, pid("1", "S^ANN"), pv1("V2"));
        ward.result("1", "V1", "F1", DAY1);

        assertThat(ward.adt("A45", DAY2, pid("2", "T^ANN"), mrg("1") + "||||V1^^^VISIT", pv1("V1")))
                .isEqualTo(Outcome.MERGED);
        ward.result("1", "V1", "F2", DAY3);
        ward.result("1", "V2", "F3", DAY3);

        assertThat(ward.subjectOfVisit("V1")).isEqualTo("2");
        assertThat(ward.subjectOfVisit("V2")).isEqualTo("1");
        assertThat(ward.all(ResourceType.CONDITION))
                .allSatisfy(one -> assertThat(ward.subjectOf(one)).isEqualTo("2"));
        assertThat(ward.all(ResourceType.OBSERVATION)).hasSize(3).allSatisfy(one -> {
            boolean moved =
                    one.at("/encounter/reference").asText().endsWith(visit("V1").toString());
            assertThat(ward.subjectOf(one)).isEqualTo(moved ? "2" : "1");
        });
        JsonNode former = ward.readPatient("1");
        assertThat(former.at("/active").asBoolean()).isTrue();
        assertThat(former.has("link")).isFalse();
        assertThat(ward.readPatient("2").has("link")).isFalse();
        assertThat(ward.all(ResourceType.PROVENANCE)).isNotEmpty();
    }

    @Test
    @DisplayName("§1.1 A45, §1.3(g): a visit that is moved back is where it was")
    void aVisitMovedBack() {
        ward.adt("A01", DAY1, pid("1", "S^ANN"), pv1("V1"));
        ward.adt("A45", DAY3, pid("1", "S^ANN"), mrg("2") + "||||V1^^^VISIT");
        ward.adt("A45", DAY2, pid("2", "T^ANN"), mrg("1") + "||||V1^^^VISIT");

        assertThat(ward.subjectOfVisit("V1")).isEqualTo("1");
    }

    @Test
    @DisplayName("§1.1 A44, §1.3(g): a moved account takes its visits along, and visits that become known later")
    void aMovedAccount() {
        ward.adt("A01", DAY1, pid("1", "S^ANN", "ACC1"), pv1("V1"));
        ward.result("1", "V1", "F1", DAY1);
        ward.adt("A01", DAY1, pid("1", "S^ANN", "ACC2"), pv1("V2"));

        ward.adt("A44", DAY2, pid("2", "T^ANN", "ACC1"), mrg("1") + "||ACC1^^^ACCOUNTS");
        ward.adt("A01", DAY1, pid("1", "S^ANN", "ACC1"), pv1("V3"));
        ward.result("1", "V3", "F3", DAY3);

        assertThat(ward.subjectOfVisit("V1")).isEqualTo("2");
        assertThat(ward.subjectOfVisit("V2")).isEqualTo("1");
        assertThat(ward.subjectOfVisit("V3")).isEqualTo("2");
        assertThat(ward.all(ResourceType.OBSERVATION))
                .hasSize(2)
                .allSatisfy(one -> assertThat(ward.subjectOf(one)).isEqualTo("2"));
        assertThat(ward.all(ResourceType.ACCOUNT)).hasSize(2);
        assertThat(ward.readPatient("1").at("/active").asBoolean()).isTrue();
        assertThat(ward.readPatient("1").has("link")).isFalse();
    }

    @Test
    @DisplayName(
            "§1.1 A44, §1.1 A45: an account that is moved takes a visit along that had gone on by an older move of its own")
    void aMovedAccountOfAMovedVisit() {
        ward.adt("A45", DAY1, pid("2", "T^BEA"), mrg("1") + "||||V1^^^VISIT");
        ward.adt("A08", DAY2, pid("1", "S^ANN", "ACC1"), pv1("V1"));
        ward.result("1", "V1", "F1", DAY2);
        assertThat(ward.subjectOfVisit("V1")).isEqualTo("2");

        ward.adt("A44", DAY3, pid("3", "U^EVA"), mrg("1") + "||ACC1^^^ACCOUNTS");

        assertThat(ward.subjectOfVisit("V1")).isEqualTo("3");
        assertThat(ward.all(ResourceType.OBSERVATION))
                .allSatisfy(one -> assertThat(ward.subjectOf(one)).isEqualTo("3"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @DisplayName(
            "§1.1 A44: a visit that is part of another account now does not go with its old one, whichever comes first")
    void anAccountThatIsNotTheVisitsAnyMore(boolean moveFirst) {
        ward.adt("A01", DAY1, pid("1", "S^ANN", "ACC1"), pv1("V1"));
        ward.result("1", "V1", "F1", DAY1);
        if (moveFirst) {
            ward.adt("A44", DAY2, pid("2", "T^BEA"), mrg("1") + "||ACC1^^^ACCOUNTS");
            assertThat(ward.subjectOfVisit("V1")).isEqualTo("2");
        }
        ward.adt("A08", DAY3, pid("1", "S^ANN", "ACC2"), pv1("V1"));
        if (!moveFirst) {
            ward.adt("A44", DAY2, pid("2", "T^BEA"), mrg("1") + "||ACC1^^^ACCOUNTS");
        }

        assertThat(ward.subjectOfVisit("V1")).isEqualTo("1");
        assertThat(ward.all(ResourceType.OBSERVATION))
                .allSatisfy(one -> assertThat(ward.subjectOf(one)).isEqualTo("1"));
        assertThat(ward.all(ResourceType.PROVENANCE))
                .extracting(one -> one.at("/target/0/reference").asText())
                .contains("Encounter/" + visit("V1"));
    }

    @Test
    @DisplayName("§1.1 A43: a number that moves to another person takes what is known by it along")
    void aMovedNumber() {
        ward.adt("A01", DAY1, "PID|1|P1^^^MRN^PI|1^^^MRN^MR||S^ANN", pv1("V1"));

        ward.adt("A43", DAY2, "PID|1|P2^^^MRN^PI|1^^^MRN^MR||T^BEA", mrg("1") + "|||P1^^^MRN^PI");

        JsonNode moved = ward.readPatient("1");
        assertThat(identifier(moved, "P1").at("/use").asText()).isEqualTo("old");
        assertThat(identifier(moved, "P1").at("/period/end").asText()).startsWith("2026-03-02");
        assertThat(identifier(moved, "P2").has("use")).isFalse();
        assertThat(moved.at("/name/0/family").asText()).isEqualTo("T");
        assertThat(ward.subjectOfVisit("V1")).isEqualTo("1");
        assertThat(ward.adt("A43", DAY2, pid("1", "T^BEA"), mrg("9"))).isEqualTo(Outcome.DEAD_LETTERED);
    }

    @Test
    @DisplayName("§1.1 A47: a changed number stays as an old one with its end, and the patient is found by both")
    void aChangedNumber() {
        ward.adt("A01", DAY1, pid("1", "S^ANN"), pv1("V1"));

        ward.adt("A47", DAY2, "PID|1||2^^^MRN^MR", mrg("1"));
        ward.adt("A08", DAY3, pid("1", "S^ANNA"), pv1("V1"));

        JsonNode patient = ward.readPatient("2");
        assertThat(patient.at("/active").asBoolean()).isTrue();
        assertThat(patient.has("meta")).isFalse();
        assertThat(patient.at("/name/0/given/0").asText()).isEqualTo("ANNA");
        assertThat(identifier(patient, "1").at("/use").asText()).isEqualTo("old");
        assertThat(identifier(patient, "1").at("/period/end").asText()).startsWith("2026-03-02");
        assertThat(ward.subjectOfVisit("V1")).isEqualTo("2");
        assertThat(ward.readPatient("1").at("/active").asBoolean(true)).isFalse();
    }

    @Test
    @DisplayName("§1.1 A47: a number that is another patient's already is a dead letter")
    void aNumberInUse() {
        ward.adt("A28", DAY1, pid("1", "S^ANN"));
        ward.adt("A28", DAY1, pid("2", "T^BEA"));

        assertThat(ward.adt("A47", DAY2, pid("2", "S^ANN"), mrg("1"))).isEqualTo(Outcome.DEAD_LETTERED);

        assertThat(ward.letters()).containsExactly("204 identifier-in-use");
        assertThat(ward.readPatient("2").at("/name/0/family").asText()).isEqualTo("T");
        assertThat(ward.readPatient("1").at("/active").asBoolean()).isTrue();
    }

    @Test
    @DisplayName("§1.1 A47: a patient that gets its number back has it, and the number in between is the old one")
    void aNumberGivenBack() {
        ward.adt("A01", DAY1, pid("1", "S^ANN"), pv1("V1"));
        ward.adt("A47", DAY2, "PID|1||2^^^MRN^MR", mrg("1"));
        assertThat(ward.adt("A47", DAY3, "PID|1||1^^^MRN^MR", mrg("2"))).isEqualTo(Outcome.MERGED);

        assertThat(ward.readPatient("1").at("/active").asBoolean()).isTrue();
        assertThat(identifier(ward.readPatient("1"), "1").has("use")).isFalse();
        assertThat(identifier(ward.readPatient("1"), "2").at("/use").asText()).isEqualTo("old");
        assertThat(ward.subjectOfVisit("V1")).isEqualTo("1");
    }

    @Test
    @DisplayName(
            "§1.1 A24, §1.1 A37: a link stands on both sides, is taken back on both, and an older link does not come back")
    void links() {
        ward.adt("A24", DAY1, pid("1", "S^ANN"), pid("2", "T^ANN"));
        assertThat(ward.readPatient("1").at("/link/0/type").asText()).isEqualTo("seealso");
        assertThat(ward.readPatient("2").at("/link/0/other/reference").asText()).isEqualTo("Patient/" + patient("1"));

        ward.adt("A37", DAY3, pid("1", "S^ANN"), pid("2", "T^ANN"));
        ward.adt("A24", DAY2, pid("1", "S^ANN"), pid("2", "T^ANN"));

        for (String number : List.of("1", "2")) {
            assertThat(ward.readPatient(number).has("link")).isFalse();
            assertThat(ward.readPatient(number).at("/active").asBoolean()).isTrue();
        }
    }

    @Test
    @DisplayName("§1.3 conflict: two lists of allergies become their union and a finding, whichever comes first")
    void twoLists() {
        ward.adt("A01", DAY1, pid("1", "S^ANN"), pv1("V1"), "AL1|1|DA|PEN^Penicillin|SV");
        ward.adt("A40", DAY3, pid("2", "T^ANN"), mrg("1"));
        assertThat(ward.findings()).doesNotContain("merged-allergy-lists");

        ward.adt("A01", DAY2, pid("2", "T^ANN"), pv1("V2"), "AL1|1|DA|ASP^Aspirin|MI");

        assertThat(ward.findings()).containsOnlyOnce("merged-allergy-lists");
        assertThat(ward.all(ResourceType.ALLERGY_INTOLERANCE)).hasSize(2).allSatisfy(one -> {
            assertThat(one.at("/patient/reference").asText()).isEqualTo("Patient/" + patient("2"));
            assertThat(one.at("/clinicalStatus/coding/0/code").asText()).isEqualTo("active");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"A06", "A07"})
    @DisplayName("§1.1 A06, §1.1 A07: the old visit number of MRG-5 is another number of the visit, not a second one")
    void anOldVisitNumber(String event) {
        ward.adt("A04", DAY1, pid("1", "S^ANN"), pv1("V1"));
        ward.result("1", "V1", "F1", DAY1);

        ward.adt(event, DAY2, pid("1", "S^ANN"), mrg("1") + "||||V1^^^VISIT", pv1("V2"));
        ward.result("1", "V1", "F2", DAY3);

        assertOneVisit("V1", "V2", "in-progress");
        assertThat(ward.all(ResourceType.OBSERVATION)).hasSize(2);
    }

    @Test
    @DisplayName("§1.1 A05: the visit of a later A01 with the pre-admission number in PV1-5 is the pre-admitted one")
    void aPreAdmission() {
        String admitted = pv1("V2")
                .replace("4W^12^A||", "4W^12^A||PRE1^^^VISIT")
                .replace("|||||||||||||||V2", "||||||||||||||V2");
        ward.adt("A05", DAY1, pid("1", "S^ANN"), pv1("PRE1"));
        ward.result("1", "PRE1", "F1", DAY1);

        ward.adt("A01", DAY2, pid("1", "S^ANN"), admitted);

        assertOneVisit("PRE1", "V2", "in-progress");
    }

    @Test
    @DisplayName("§1.1 A34, §1.1 A47: A42 and A50 make one visit of two numbers, before or after the visit is known")
    void visitNumbers() {
        ward.adt("A50", DAY2, pid("1", "S^ANN"), mrg("1") + "||||V1^^^VISIT", pv1("V2"));
        ward.adt("A01", DAY1, pid("1", "S^ANN"), pv1("V1"));
        ward.result("1", "V1", "F1", DAY1);
        ward.adt("A03", DAY3, pid("1", "S^ANN"), pv1("V2"));

        assertOneVisit("V1", "V2", "finished");
        assertThat(ward.adt("A42", DAY2, pid("1", "S^ANN"), mrg("1") + "||||V2^^^VISIT", pv1("V2")))
                .isEqualTo(Outcome.DEAD_LETTERED);
    }

    @Test
    @DisplayName(
            "§1.1 A47: a visit that gets its number back is read by both, and what refers to it refers to one of them")
    void aVisitNumberGivenBack() {
        ward.adt("A01", DAY1, pid("1", "S^ANN"), pv1("V1"));
        ward.result("1", "V1", "F1", DAY1);

        ward.adt("A50", DAY2, pid("1", "S^ANN"), mrg("1") + "||||V1^^^VISIT", pv1("V2"));
        ward.adt("A50", DAY3, pid("1", "S^ANN"), mrg("1") + "||||V2^^^VISIT", pv1("V1"));

        for (String number : List.of("V1", "V2")) {
            assertThat(ward.read(ResourceType.ENCOUNTER, visit(number))
                            .at("/status")
                            .asText())
                    .isEqualTo("in-progress");
        }
        assertThat(ward.all(ResourceType.OBSERVATION))
                .allSatisfy(one ->
                        assertThat(one.at("/encounter/reference").asText()).isEqualTo("Encounter/" + visit("V1")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"A35", "A41", "A49"})
    @DisplayName("§1.1 A34: A35, A41 and A49 make one account of two numbers; visits refer to the one that stays")
    void accounts(String event) {
        ward.adt("A01", DAY1, pid("1", "S^ANN", "ACC1"), pv1("V1"));
        ward.adt(event, DAY2, pid("1", "S^ANN", "ACC2"), mrg("1") + "||ACC1^^^ACCOUNTS");
        ward.adt("A01", DAY3, pid("1", "S^ANN", "ACC1"), pv1("V2"));

        assertThat(ward.all(ResourceType.ENCOUNTER))
                .hasSize(2)
                .allSatisfy(one ->
                        assertThat(one.at("/account/0/reference").asText()).isEqualTo("Account/" + account("ACC2")));
        assertThat(ward.read(ResourceType.ACCOUNT, account("ACC2"))
                        .at("/status")
                        .asText())
                .isEqualTo("active");
        assertThat(ward.read(ResourceType.ACCOUNT, account("ACC1"))
                        .at("/status")
                        .asText())
                .isEqualTo("entered-in-error");
    }

    private void assertOneVisit(String passing, String staying, String status) {
        assertThat(ward.read(ResourceType.ENCOUNTER, visit(staying))
                        .at("/status")
                        .asText())
                .isEqualTo(status);
        assertThat(ward.read(ResourceType.ENCOUNTER, visit(passing))
                        .at("/status")
                        .asText())
                .isEqualTo("entered-in-error");
        assertThat(ward.all(ResourceType.OBSERVATION))
                .isNotEmpty()
                .allSatisfy(one ->
                        assertThat(one.at("/encounter/reference").asText()).isEqualTo("Encounter/" + visit(staying)));
    }

    private static JsonNode identifier(JsonNode patient, String value) {
        for (JsonNode identifier : patient.at("/identifier")) {
            if (identifier.at("/value").asText().equals(value)) {
                return identifier;
            }
        }
        throw new AssertionError("no identifier " + value + " in " + patient);
    }

    static UUID account(String number) {
        return FhirIds.id("Account", "urn:test:mrn|ACCOUNTS", "AN", number);
    }
}
