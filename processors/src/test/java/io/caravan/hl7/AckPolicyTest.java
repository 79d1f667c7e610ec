package io.caravan.hl7;

import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.hl7.Admission.Verdict;
import io.caravan.message.DataClass;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AckPolicyTest {

    private static Admission admit(DataClass dataClass, String text) {
        MessageHead head = MessageHead.read(text.getBytes(StandardCharsets.ISO_8859_1), Sources.of(dataClass));
        return new AckPolicy(Sources.of(dataClass)).admit(head);
    }

    private static Admission admit(DataClass dataClass, String type, String processingId, String version) {
        return admit(dataClass, "MSH|^~\\&|A|B|C|D|2026||" + type + "|1|" + processingId + "|" + version);
    }

    private static int code(Admission admission) {
        return admission.problem().map(Problem::hl7Code).orElse(0);
    }

    @ParameterizedTest
    @CsvSource({
        "ADT, ADT^A01",
        "ADT, ADT^A20",
        "ADT, ADT^A40^ADT_A39",
        "ADT, ADT^A60",
        "ADT, ADT^A62",
        "ORDERS, ORM^O01",
        "ORDERS, OML^O21",
        "ORDERS, OML^O33",
        "ORDERS, OMG^O19",
        "ORDERS, OMI^O23",
        "ORDERS, ORM",
        "LABS, ORU^R01",
        "LABS, ORU^^ORU_R01",
        "LABS, OUL^R22",
        "MEDICATIONS, RDE^O11",
        "MEDICATIONS, RDE^O01",
        "MEDICATIONS, OMP^O09",
        "MEDICATIONS, RAS^O17",
        "MEDICATIONS, RDS^O13",
        "MEDICATIONS, RGV^O15",
        "MEDICATIONS, ORM^O01",
    })
    @DisplayName("§7.3 ignored: every event of the class is taken, also those that are deliberately left out")
    void whatAClassKnowsIsTaken(DataClass dataClass, String type) {
        Admission admission = admit(dataClass, type, "P", "2.5.1");

        assertThat(admission.verdict()).isEqualTo(Verdict.TAKE);
        assertThat(admission.code()).isEqualTo(AckCode.AA);
        assertThat(admission.problem()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "ADT, ORU^R01, 200",
        "ADT, VXU^V04, 200",
        "ADT, '', 200",
        "LABS, ADT^A01, 200",
        "LABS, ORM^O01, 200",
        "ORDERS, RDE^O11, 200",
        "MEDICATIONS, OML^O21, 200",
        "ADT, ADT^A19, 201",
        "ADT, ADT^A58, 201",
        "ADT, ADT^A99, 201",
        "ADT, ADT^Z01, 201",
        "ADT, ADT, 201",
        "LABS, ORU^R30, 201",
        "ORDERS, OML, 201",
    })
    void whatItDoesNotKnowIsRefusedByTypeThenEvent(DataClass dataClass, String type, int code) {
        Admission admission = admit(dataClass, type, "P", "2.5.1");

        assertThat(admission.verdict()).isEqualTo(Verdict.REFUSE);
        assertThat(admission.code()).isEqualTo(AckCode.AR);
        assertThat(code(admission)).isEqualTo(code);
    }

    @ParameterizedTest
    @ValueSource(strings = {"T", "D", "", "p"})
    @DisplayName("§7.3 misrouted: another MSH-11 than the declared is refused with 202")
    void onlyTheDeclaredProcessingIdMayComeIn(String processingId) {
        assertThat(code(admit(DataClass.ADT, "ADT^A01", processingId, "2.5.1"))).isEqualTo(202);
    }

    @Test
    void theProcessingModeDoesNotMatter() {
        assertThat(admit(DataClass.ADT, "ADT^A01", "P^I", "2.5.1^USA").verdict())
                .isEqualTo(Verdict.TAKE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "2", "3.0", "2.3.z", "2.51"})
    @DisplayName("§7.3 misrouted: an unknown version is refused with 203")
    void aVersionThatDoesNotExistIsRefused(String version) {
        assertThat(code(admit(DataClass.ADT, "ADT^A01", "P", version))).isEqualTo(203);
    }

    @Test
    @DisplayName("§7.3 unparseable: bytes without MSH are kept and refused")
    void whatIsNoMessageIsKeptAndRefused() {
        Admission admission = admit(DataClass.ADT, "hello");

        assertThat(admission.verdict()).isEqualTo(Verdict.QUARANTINE);
        assertThat(admission.code()).isEqualTo(AckCode.AR);
    }

    @Test
    void severalMessagesInOneAreKeptAndRefused() {
        String one = "MSH|^~\\&|||||||ADT^A01|1|P|2.5\rPID|1\r";

        assertThat(admit(DataClass.ADT, one + one).verdict()).isEqualTo(Verdict.QUARANTINE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ACK", "ACK^A01^ACK", "MCF"})
    void anAnswerIsPassedOver(String type) {
        assertThat(admit(DataClass.ADT, type, "P", "2.5").verdict()).isEqualTo(Verdict.IGNORE);
    }
}
