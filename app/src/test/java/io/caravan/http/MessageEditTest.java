package io.caravan.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MessageEditTest {
    private static final String MESSAGE =
            "MSH|^~\\&|A|B|C|D|2026||ORU^R01|1|P|2.5.1||||||UNICODE UTF-8\rPID|1||5^^^H~6^^^I\r"
                    + "OBX|1|NM|K||4\rOBX|2|NM|NA||\r";

    @Test
    void setsAFieldAndLeavesEveryOtherByte() {
        assertThat(edited("PID-7", "19751231")).isEqualTo(MESSAGE.replace("6^^^I\r", "6^^^I||||19751231\r"));
        assertThat(edited("MSH-11", "T")).isEqualTo(MESSAGE.replace("|P|", "|T|"));
    }

    @Test
    void setsAComponentOfTheFirstRepetition() {
        assertThat(edited("PID-3.1", "9")).isEqualTo(MESSAGE.replace("5^^^H", "9^^^H"));
    }

    @Test
    void aRepairIsNeverMeantForAllSegmentsOfAName() {
        assertThat(edited("OBX[2]-5", "140")).isEqualTo(MESSAGE.replace("NA||", "NA||140"));
        assertThatThrownBy(() -> edited("OBX-5", "140")).hasMessageContaining("OBX[2]-5");
        assertThatThrownBy(() -> edited("ZZZ-1", "x")).hasMessageContaining("0 segments");
    }

    @Test
    void aNewValueIsOfTheMessagesCharacterSet() {
        assertThat(edited("PID-5", "Müller")).contains("|Müller\r");
        byte[] latin = MESSAGE.replace("UNICODE UTF-8", "8859/1").getBytes(StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> new MessageEdit(Map.of("PID-5", "Müller")).apply(latin))
                .hasMessageContaining("ASCII");
    }

    @Test
    void aValueCannotBringASegmentOfItsOwn() {
        assertThatThrownBy(() -> edited("PID-5", "x\rZZZ")).hasMessageContaining("line breaks");
    }

    private static String edited(String place, String value) {
        return new String(
                new MessageEdit(Map.of(place, value)).apply(MESSAGE.getBytes(StandardCharsets.UTF_8)),
                StandardCharsets.UTF_8);
    }
}
