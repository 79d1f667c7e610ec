package io.caravan.hl7;

import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.message.DataClass;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageHeadTest {
    private static final String ADMIT = """
            MSH|^~\\&|HIS|NORTH|CARAVAN|NEW|20260301120000||ADT^A01^ADT_A01|C-17 |P|2.5.1|||AL|NE|USA|8859/1
            EVN|A01|20260301115900
            PID|1|old|77^^^LAB^PI~4711^^^NORTH&1.2.3&ISO^MR~^^^X^MR||Doe^Jane
            PV1|1|I""".replace('\n', '\r');

    private static MessageHead head(String text) {
        return MessageHead.read(text.getBytes(StandardCharsets.ISO_8859_1), Sources.of(DataClass.ADT));
    }

    @Test
    void theHeadTellsWhoSendsWhatAndHowItIsToBeAnswered() {
        MessageHead head = head(ADMIT);

        assertThat(head.isAbsent()).isFalse();
        assertThat(head.messages()).isEqualTo(1);
        assertThat(head.sendingApplication()).isEqualTo("HIS");
        assertThat(head.sendingFacility()).isEqualTo("NORTH");
        assertThat(head.receivingApplication()).isEqualTo("CARAVAN");
        assertThat(head.receivingFacility()).isEqualTo("NEW");
        assertThat(head.type()).isEqualTo("ADT");
        assertThat(head.event()).isEqualTo("A01");
        assertThat(head.controlId()).as("verbatim").isEqualTo("C-17 ");
        assertThat(head.controlKey()).isEqualTo("HIS|NORTH|C-17 ");
        assertThat(head.processingId()).isEqualTo("P");
        assertThat(head.version()).isEqualTo("2.5.1");
        assertThat(head.acceptCondition()).isEqualTo("AL");
        assertThat(head.applicationCondition()).isEqualTo("NE");
        assertThat(head.characterSet()).isEqualTo("8859/1");
        assertThat(head.patientKey()).as("the repetition of the master type").isEqualTo("NORTH|4711");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "\r\n", "\u00EF\u00BB\u00BF", "\u0000\u0000\u0002", "  ", "rubbish\r", "rubbish"})
    void whatStandsBeforeTheHeaderIsPassedOver(String junk) {
        MessageHead head = head(junk + ADMIT);

        assertThat(head.controlId()).isEqualTo("C-17 ");
        assertThat(head.patientKey()).isEqualTo("NORTH|4711");
    }

    @Test
    void linesMayEndWithLineFeeds() {
        assertThat(head(ADMIT.replace("\r", "\r\n")).patientKey()).isEqualTo("NORTH|4711");
        assertThat(head(ADMIT.replace("\r", "\n")).patientKey()).isEqualTo("NORTH|4711");
    }

    @Test
    void delimitersAreThoseOfTheMessage() {
        MessageHead head = head(ADMIT.replace('|', '#').replace('^', '@').replace('~', '*'));

        assertThat(head.event()).isEqualTo("A01");
        assertThat(head.patientKey()).isEqualTo("NORTH|4711");
    }

    @Test
    void aNumberWithoutAuthorityBelongsToTheDeclaredOne() {
        assertThat(head("MSH|^~\\&|||||||ADT^A08\rPID|||4711^^^^MR").patientKey())
                .isEqualTo("HOSP|4711");
        assertThat(head("MSH|^~\\&|||||||ADT^A08\rPID||4711").patientKey()).isEqualTo("HOSP|4711");
        assertThat(head("MSH|^~\\&|||||||ADT^A08\rPID|||12^^^&9.9&ISO").patientKey())
                .isEqualTo("9.9|12");
    }

    @Test
    void inAMergeTheSurvivorOrders() {
        String merge = "MSH|^~\\&|||||||ADT^A40\rEVN|A40\rPID|||T^^^N^MR\rMRG|S^^^N^MR\rPID|||U^^^N^MR\rMRG|V^^^N^MR";

        assertThat(head(merge).patientKey()).isEqualTo("N|T");
    }

    @Test
    void theEventMayStandInItsOwnSegmentOnly() {
        assertThat(head("MSH|^~\\&|||||||ADT\rEVN|A04|2026").event()).isEqualTo("A04");
    }

    @Test
    void severalMessagesInOneAreSeen() {
        assertThat(head(ADMIT + "\r" + ADMIT).messages()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "MSH", "MSH|", "MSH|^~\\&", "MSH|^", "PID|||1", "MSHxx", "hello", "\u000B\u001C\r"})
    void nothingMakesReadingFail(String text) {
        MessageHead head = head(text);

        assertThat(head.controlId()).isEmpty();
        assertThat(head.patientKey()).isEmpty();
    }

    @Test
    void noPatientMeansNoKey() {
        assertThat(head("MSH|^~\\&|||||||ADT^A20\rNPU|ward").patientKey()).isEmpty();
        assertThat(head("MSH|^~\\&|||||||ADT^A20\rPID|||\"\"^^^N^MR").patientKey())
                .isEmpty();
    }

    @Property(tries = 500)
    void randomBytesNeverMakeItFail(@ForAll byte[] bytes) {
        MessageHead head = MessageHead.read(bytes, Sources.of(DataClass.LABS));

        assertThat(head.type()).isNotNull();
    }

    @Property(tries = 500)
    void aDamagedMessageNeverMakesItFail(@ForAll int at, @ForAll byte octet, @ForAll int cut) {
        byte[] bytes =
                ADMIT.substring(0, Math.floorMod(cut, ADMIT.length()) + 1).getBytes(StandardCharsets.ISO_8859_1);
        bytes[Math.floorMod(at, bytes.length)] = octet;

        MessageHead head = MessageHead.read(bytes, Sources.of(DataClass.ADT));

        for (int field = -1; field < 40; field++) {
            assertThat(head.raw(field)).isNotNull();
        }
        assertThat(head.patientKey()).isNotNull();
    }
}
