package io.caravan.coverage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Writes the table of clinical rules and their tests, and fails when the one in the repository was stale. */
class ClinicalCoverageTest {
    private static final Path ROOT = Path.of("..");
    private final List<ClinicalRule> rules;
    private final List<RuleTest> tests = TestNames.read(ROOT);

    ClinicalCoverageTest() throws IOException {
        rules = ClinicalRule.read(ROOT.resolve("docs/clinical-rules.csv"));
    }

    @Test
    void everyRuleThatIsBuiltIsShownByATest() {
        assertThat(rules.stream()
                        .filter(ClinicalRule::isBuilt)
                        .filter(rule -> CoverageTable.of(rule, tests).isEmpty())
                        .map(ClinicalRule::section))
                .as("rules of docs/clinical-rules.csv without a test")
                .isEmpty();
    }

    @Test
    void everyTestNamesARuleThatThereIs() {
        Set<String> known = new HashSet<>();
        rules.forEach(rule -> known.add(rule.section()));

        assertThat(tests.stream()
                        .filter(test -> !known.containsAll(test.keys()))
                        .map(test -> test.name() + " " + test.keys()))
                .as("tests whose display name names an unknown rule")
                .isEmpty();
        assertThat(known).as("sections are named once").hasSameSizeAs(rules);
    }

    @Test
    void theTableIsOfThisVersion() throws IOException {
        Path file = ROOT.resolve("docs/clinical-coverage.md");
        String present = Files.exists(file) ? Files.readString(file) : "";
        String table = CoverageTable.markdown(rules, tests);
        Files.writeString(file, table);

        assertThat(present)
                .as("docs/clinical-coverage.md was stale and has been written anew; commit it")
                .isEqualTo(table);
    }

    @Test
    void aNameIsReadAcrossLinesAndAnnotations() {
        List<RuleTest> read = new ArrayList<>();

        TestNames.readFile(
                "SampleTest",
                "@Test @DisplayName(\"§1.3(c), §1.4 ties: a replay \"\n    + \"adds \\\"nothing\\\"\")\n"
                        + "@Tag(\"x\")\n    void replayed() {}\n @DisplayName(\"other\") void plain() {}",
                read);

        assertThat(read)
                .containsExactly(new RuleTest(
                        List.of("1.3(c)", "1.4 ties"), "SampleTest.replayed", "a replay adds \"nothing\""));
    }
}
