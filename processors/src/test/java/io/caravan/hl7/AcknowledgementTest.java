package io.caravan.hl7;

import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.message.DataClass;
import io.caravan.message.Rejected;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.DisplayName;
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
    @DisplayName("§7.2 original, §7.2 form: AA to the sender, with a number and a time of its own")
    void aMessageInCustodyIsAnsweredToItsSender() {
        assertThat(answer(asking("", ""), AckCode.AA, Optional.empty())).isEqualTo("""
                MSH|^~\\&|CARAVAN|NEW|HIS|NORTH|20260301130507.123-0500||ACK^A01^ACK|R1|P|2.5.1
                MSA|AA|17
                """);
    }

    @Test
    @DisplayName("§7.2 form: what is echoed leaves in the sender's delimiters and character set")
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
    @DisplayName("§7.2 none, §7.2 accept, §7.2 application: MSH-15 and MSH-16 say which code is answered, or none")
    void theModeIsTheOneThatTheMessageAsksFor(String accept, String application, AckCode code, String expected) {
        String answer = answer(asking(accept, application), code, Optional.empty());

        assertThat(answer.equals("silence") ? answer : answer.split("MSA\\|")[1].split("\\|")[0])
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "'', '', AA, AA, silence",
        "'', '', AE, AE, silence",
        "NE, NE, AE, silence, silence",
        "AL, NE, AE, CA, silence",
        "SU, NE, AE, CA, silence",
        "ER, NE, AE, silence, silence",
        "NE, AL, AE, AE, silence",
        "AL, AL, AA, CA, AA",
        "AL, AL, AE, CA, AE",
        "AL, SU, AA, CA, AA",
        "AL, SU, AE, CA, silence",
        "AL, ER, AA, CA, silence",
        "SU, ER, AE, CA, AE",
        "ER, AL, AA, AA, silence",
        "ER, AL, AE, AE, silence",
        "ER, SU, AE, silence, silence",
    })
    @DisplayName(
            "§7.2 accept, §7.2 both: in custody is CA whatever the content; what became of it comes later, as asked")
    void custodyIsOneThingAndContentAnother(String accept, String application, AckCode code, String now, String later) {
        Optional<Problem> problem =
                code == AckCode.AE ? Optional.of(new Problem(102, "bad-date", "PID-7")) : Optional.empty();
        MessageHead head = asking(accept, application);

        assertThat(code(ACKNOWLEDGEMENT.taken(head, code, problem, OptionalLong.empty())))
                .isEqualTo(now);
        assertThat(code(ACKNOWLEDGEMENT.deferred(head, code, problem))).isEqualTo(later);
    }

    private static String code(Optional<byte[]> answer) {
        return answer.map(bytes -> new String(bytes, StandardCharsets.ISO_8859_1).split("MSA\\|")[1].substring(0, 2))
                .orElse("silence");
    }

    @Test
    @DisplayName("§7.5 sequence: MSA-4 says which number is expected")
    void theExpectedNumberIsTold() {
        assertThat(new String(
                        ACKNOWLEDGEMENT
                                .taken(asking("", ""), AckCode.AA, Optional.empty(), OptionalLong.of(8))
                                .orElseThrow(),
                        StandardCharsets.ISO_8859_1))
                .endsWith("MSA|AA|17||8\r");
    }

    @Test
    @DisplayName("§7.5 batch: the answer to a batch names it, and holds the answers in their order")
    void aBatchIsAnsweredByABatch() {
        byte[] batch = "FHS|^~\\&|F\rBHS#*~\\&#HIS#NORTH#CARAVAN#NEW#2026##name#why#B7\rMSH|"
                .getBytes(StandardCharsets.ISO_8859_1);

        Optional<byte[]> answer = ACKNOWLEDGEMENT.batch(batch, List.of("one\r".getBytes(StandardCharsets.US_ASCII)));

        assertThat(answer.map(bytes -> new String(bytes, StandardCharsets.ISO_8859_1)))
                .contains("BHS#*~\\&#CARAVAN#NEW#HIS#NORTH#20260301130507.123-0500####R1#B7\rone\rBTS#1\r");
        assertThat(ACKNOWLEDGEMENT.batch(batch, List.of())).as("nobody asked").isEmpty();
    }

    @Test
    @DisplayName("§7.3 ERR: location and code")
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
    @DisplayName("§7.3 ERR: what is no location is not told")
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
    @DisplayName("§7.3 unparseable: AR with an empty MSA-2")
    void whatHasNoHeaderIsAnsweredWithoutANumber() {
        assertThat(answer(head("rubbish"), AckCode.AR, Optional.of(new Problem(100, "no-msh", "MSH"))))
                .isEqualTo("""
                MSH|^~\\&|||||20260301130507.123-0500||ACK|R1|P|2.5.1
                MSA|AR|
                ERR||MSH^1|100^Segment sequence error^HL70357|E|no-msh
                """);
    }

    @Test
    @DisplayName("§7.2 form: an acknowledgement is never acknowledged")
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
