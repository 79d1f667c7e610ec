package io.caravan.codes;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CodeMapFileTest {
    private static final String HEADER = "code,system,target,display\n";

    @Test
    void aLineMapsACodeToACoding() {
        CodeMapFile file = CodeMapFile.read(
                HEADER + "# remark\n\nK/uL,http://unitsofmeasure.org,10*3/uL,\"thousand, each \"\"uL\"\"\"\r\n");

        assertThat(file.problems()).isEmpty();
        assertThat(file.map().find("K/uL"))
                .contains(new Coding("http://unitsofmeasure.org", "10*3/uL", "thousand, each \"uL\""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {"a,b; has 2 cells", ",urn:x,t,; has no code", "a,urn:x,,; has no target", "a,,t,; has no target"})
    void aLineThatCannotBeMeantIsNamedWithItsRemedy(String line, String problem) {
        CodeMapFile file = CodeMapFile.read(HEADER + "ok,urn:x,t,\n" + line);

        assertThat(file.problems()).singleElement().satisfies(found -> {
            assertThat(found.line()).isEqualTo(3);
            assertThat(found.what()).isEqualTo(problem);
            assertThat(found.remedy()).isNotBlank();
        });
        assertThat(file.map().find("ok")).isPresent();
    }

    @Test
    void aCodeGivenTwiceAndAMissingHeaderAreTold() {
        CodeMapFile file = CodeMapFile.read("code;system\na,urn:x,1,\na,urn:x,2,");

        assertThat(file.problems()).extracting(CodeMapFile.Problem::line).containsExactly(1, 3);
        assertThat(file.map().find("a")).contains(new Coding("urn:x", "1", ""));
    }

    @Test
    @DisplayName("§3.2 loinc: a map says its version in a remark; without one it has none")
    void aMapSaysItsVersion() {
        assertThat(CodeMapFile.read(HEADER + "# version: 7\na,urn:x,1,").map().version())
                .isEqualTo(7);
        assertThat(CodeMapFile.read(HEADER + "a,urn:x,1,").map().version()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "1024", "2026-03", "seven"})
    void aVersionThatIsNoNumberIsNamedWithItsRemedy(String version) {
        CodeMapFile file = CodeMapFile.read(HEADER + "# version: " + version + "\na,urn:x,1,");

        assertThat(file.problems()).singleElement().satisfies(found -> {
            assertThat(found.line()).isEqualTo(2);
            assertThat(found.remedy()).contains("1 to 1023");
        });
        assertThat(file.map().find("a")).isPresent();
    }
}
