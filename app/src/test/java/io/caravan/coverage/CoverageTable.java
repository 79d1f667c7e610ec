package io.caravan.coverage;

import java.util.List;

/** The text of docs/clinical-coverage.md. */
final class CoverageTable {
    private static final String HEAD = """
            # Clinical rules and the tests that show them

            Generated from `docs/clinical-rules.csv` and the display names of the tests by `ClinicalCoverageTest`. The sections are those of
            the rules the project was founded on; what it decided itself stands in [clinical-policies.md](clinical-policies.md). Each test is
            built from invented messages and runs in `mvn verify`.

            %d rules: %d shown by %d tests, %d not built.

            | section | rule | tests |
            |---|---|---|
            """;

    private CoverageTable() {}

    static String markdown(List<ClinicalRule> rules, List<RuleTest> tests) {
        StringBuilder rows = new StringBuilder();
        int shown = 0;
        int missing = 0;
        for (ClinicalRule rule : rules) {
            List<RuleTest> own = of(rule, tests);
            shown += own.isEmpty() ? 0 : 1;
            missing += rule.isBuilt() ? 0 : 1;
            String cell = String.join(
                    "<br>",
                    own.stream()
                            .map(test -> "`" + test.name() + "`: " + escaped(test.sentence()))
                            .toList());
            rows.append("| §")
                    .append(rule.section())
                    .append(" | ")
                    .append(escaped(rule.rule()))
                    .append(" | ")
                    .append(rule.isBuilt() ? cell : "**not built**: " + escaped(rule.reason()))
                    .append(" |\n");
        }
        return HEAD.formatted(rules.size(), shown, tests.size(), missing) + rows;
    }

    static List<RuleTest> of(ClinicalRule rule, List<RuleTest> tests) {
        return tests.stream()
                .filter(test -> test.keys().contains(rule.section()))
                .toList();
    }

    private static String escaped(String text) {
        return text.replace("|", "\\|").replace("<", "&lt;").replace(">", "&gt;");
    }
}
