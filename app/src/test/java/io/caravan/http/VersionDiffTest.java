package io.caravan.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.http.VersionDiff.Difference;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VersionDiffTest {
    private static final byte[] MESSAGE = bytes("MSH|^~\\&|A|B|C|D|20260301||ADT^A01|1|P|2.5\rEVN|A01|20260301\r"
            + "PID|1||N1^^^H^MR||DOE^ANN\rNK1|1|KIN\rOBX|1|ST|X||a\rOBX|2|ST|Y||b\r");

    @Test
    void namesTheFieldsThatDifferAndWhichOfSeveralSegments() {
        List<Difference> differences = differences(Map.of("PID-5.1", "ROE", "OBX[2]-5", "c", "PID-8", "F"));

        assertThat(differences)
                .containsExactly(
                        new Difference("PID-5", "DOE^ANN", "ROE^ANN"),
                        new Difference("PID-8", "", "F"),
                        new Difference("OBX[2]-5", "b", "c"));
        assertThat(differences.toString()).doesNotContain("DOE");
    }

    @Test
    void fieldsOfTheHeaderHaveTheirStandardNumbers() {
        assertThat(differences(Map.of("MSH-10", "2")))
                .extracting(Difference::place)
                .containsExactly("MSH-10");
    }

    @Test
    void aSecondPersonIsAskedForAllButAdministrativeFields() {
        assertThat(VersionDiff.isClinical(differences(Map.of("NK1-2", "SIB", "MSH-10", "2"))))
                .isFalse();
        assertThat(VersionDiff.isClinical(differences(Map.of("OBX[1]-5", "z")))).isTrue();
        assertThat(VersionDiff.isClinical(differences(Map.of("PID-3.1", "N2")))).isTrue();
        assertThat(VersionDiff.isClinical(differences(Map.of("EVN-2", "20270101"))))
                .as("it decides what is newer")
                .isTrue();
    }

    @Test
    void columnsOfARowAreAllClinical() {
        List<Difference> differences = VersionDiff.ofRow(
                bytes("{\"versionMicros\":1,\"columns\":{\"a\":\"1\",\"b\":null}}"),
                bytes("{\"versionMicros\":1,\"columns\":{\"a\":\"1\",\"b\":\"2\"}}"));

        assertThat(differences).extracting(Difference::place).containsExactly("b");
        assertThat(VersionDiff.isClinical(differences)).isTrue();
    }

    private static List<Difference> differences(Map<String, String> values) {
        return VersionDiff.ofMessage(MESSAGE, new MessageEdit(values).apply(MESSAGE));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
