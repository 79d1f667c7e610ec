package io.caravan.codes;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
}
