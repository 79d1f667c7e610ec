package io.caravan.hl7;

import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.message.DataClass;
import io.caravan.message.Rejected;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AcknowledgementTest {
    private static final Acknowledgement ACKNOWLEDGEMENT = new Acknowledgement(
            () -> Instant.parse("2026-03-01T18:05:07.123Z"), () -> "R1", ZoneId.of("America/New_York"));

    private static MessageHead head(String text) {
        return MessageHead.read(text.getBytes(StandardCharsets.ISO_8859_1), Sources.of(DataClass.ADT));
    }

    private static MessageHead asking(String accept, String application) {
        return head("MSH|^~\\&|HIS|NORTH|CARAVAN|NEW|2026||ADT^A01^ADT_A01|17|P|2.5.1|||" + accept + "|" + application);
    }

    private static String answer(MessageHead head, AckCode code, Optional<Problem> problem) {
        return ACKNOWLEDGEMENT
                .answer(head, code, problem)
                .map(bytes -> new String(bytes, StandardCharsets.ISO_8859_1))
                .orElse("silence")
                .replace('\r', '\n');
    }

    @Test
    void aMessageInCustodyIsAnsweredToItsSender() {
        assertThat(answer(asking("", ""), AckCode.AA, Optional.empty())).isEqualTo("""
                MSH|^~\\&|CARAVAN|NEW|HIS|NORTH|20260301130507.123-0500||ACK^A01^ACK|R1|P|2.5.1
                MSA|AA|17
                """);
    }

    @Test
    void whatIsCopiedLeavesInTheSendersBytes() {
        MessageHead head = head("MSH#*~\\&#H\u00C4S*1.2*ISO#N#C#M#2026##ADT*A08#\u00E4 17 #T*I#2.3*D######8859/1");

        assertThat(answer(head, AckCode.AA, Optional.empty())).isEqualTo("""
                MSH#*~\\&#C#M#H\u00C4S*1.2*ISO#N#20260301130507.123-0500##ACK*A08*ACK#R1#T*I#2.3*D######8859/1
                MSA#AA#\u00E4 17\s
                """);
    }

    @ParameterizedTest
    @CsvSource({
        "'', '', AA, AA",
        "'', '', AE, AE",
        "'', '', AR, AR",
        "NE, NE, AA, silence",
        "NE, NE, AR, silence",
        "AL, NE, AA, CA",
        "AL, NE, AE, CE",
        "AL, NE, AR, CR",
        "AL, '', AA, CA",
        "AL, AL, AA, CA",
        "AL, AL, AR, CR",
        "SU, NE, AA, CA",
        "SU, NE, AR, silence",
        "ER, NE, AA, silence",
        "ER, NE, AR, CR",
        "SU, SU, AA, CA",
        "NE, AL, AA, AA",
        "NE, AL, AE, AE",
        "NE, SU, AA, AA",
        "NE, SU, AR, silence",
        "NE, ER, AA, silence",
        "NE, ER, AE, AE",
        "'', AL, AA, AA",
        "ER, AL, AA, AA",
        "AL, ER, AA, CA",
        "YES, NO, AA, AA",
        "al, al, AA, AA",
    })
    void theModeIsTheOneThatTheMessageAsksFor(String accept, String application, AckCode code, String expected) {
        String answer = answer(asking(accept, application), code, Optional.empty());

        assertThat(answer.equals("silence") ? answer : answer.split("MSA\\|")[1].split("\\|")[0])
                .isEqualTo(expected);
    }

    @Test
    void aProblemIsToldByPlaceAndCode() {
        Problem problem = Problem.of(new Rejected(102, "bad-date", "PID-7"));

        assertThat(answer(asking("", ""), AckCode.AE, Optional.of(problem)))
                .endsWith("MSA|AE|17\nERR||PID^1^7|102^Data type error^HL70357|E|bad-date\n");
    }

    @ParameterizedTest
    @CsvSource({
        "MSH, MSH^1",
        "OBX[3]-5, OBX^3^5",
        "MSH-9.2, MSH^1^9^1^2",
        "OBX[12]-3.1, OBX^12^3^1^1",
        "'', ''",
        "order_number, ''",
        "Doe^Jane, ''",
    })
    void onlyAPlaceIsToldAsOne(String place, String written) {
        assertThat(answer(asking("", ""), AckCode.AE, Optional.of(new Problem(101, "x", place))))
                .contains("\nERR||" + written + "|101^Required field missing^HL70357|E|x\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2.1", "2.2", "2.3", "2.3.1", "2.4"})
    void olderVersionsHadOneFieldForPlaceAndCode(String version) {
        MessageHead head = head("MSH|^~\\&|||||||ADT^A01|17|P|" + version);

        assertThat(answer(head, AckCode.AR, Optional.of(new Problem(203, "unsupported-version", "MSH-12"))))
                .endsWith("ERR|MSH^1^12^203&Unsupported version id&HL70357\n");
        assertThat(answer(head, AckCode.AR, Optional.of(new Problem(207, "overload", ""))))
                .endsWith("ERR|^^^207&Application internal error&HL70357\n");
    }

    @Test
    void whatHasNoHeaderIsAnsweredWithoutANumber() {
        assertThat(answer(head("rubbish"), AckCode.AR, Optional.of(new Problem(100, "no-msh", "MSH"))))
                .isEqualTo("""
                MSH|^~\\&|||||20260301130507.123-0500||ACK|R1|P|2.5.1
                MSA|AR|
                ERR||MSH^1|100^Segment sequence error^HL70357|E|no-msh
                """);
    }

    @Test
    void anAnswerIsNeverAnswered() {
        assertThat(answer(head("MSH|^~\\&|||||||ACK^A01^ACK|17|P|2.5\rMSA|AA|3"), AckCode.AR, Optional.empty()))
                .isEqualTo("silence");
    }

    @Property(tries = 300)
    void everyAnswerIsAMessageOfItsOwn(@ForAll byte[] tail) {
        byte[] message =
                ("MSH|^~\\&|" + new String(tail, StandardCharsets.ISO_8859_1)).getBytes(StandardCharsets.ISO_8859_1);
        MessageHead head = MessageHead.read(message, Sources.of(DataClass.ADT));

        String answer = answer(head, AckCode.AR, Optional.of(new Problem(200, "x", "MSH-9.1")));

        if (!answer.equals("silence")) {
            assertThat(answer.lines().map(line -> line.substring(0, 3))).containsExactly("MSH", "MSA", "ERR");
        }
    }
}
