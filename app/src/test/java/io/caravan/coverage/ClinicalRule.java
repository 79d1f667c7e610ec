package io.caravan.coverage;

import io.caravan.codes.CsvLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A line of docs/clinical-rules.csv. @param reason why it is not built; empty where it is */
record ClinicalRule(String section, String rule, boolean isBuilt, String reason) {
    private static final int COLUMNS = 4;

    static List<ClinicalRule> read(Path file) throws IOException {
        List<ClinicalRule> rules = new ArrayList<>();
        List<String> lines = Files.readAllLines(file);
        for (int i = 1; i < lines.size(); i++) {
            List<String> cells = CsvLine.cells(lines.get(i));
            if (cells.size() != COLUMNS) {
                throw new IllegalArgumentException(file + " line " + (i + 1) + " has " + cells.size()
                        + " cells; section, rule, built, reason are right");
            }
            boolean built = cells.get(2).equals("yes");
            if (!built && (!cells.get(2).equals("no") || cells.get(3).isEmpty())) {
                throw new IllegalArgumentException(file + " line " + (i + 1) + ": built is yes, or no with a reason");
            }
            rules.add(new ClinicalRule(cells.get(0), cells.get(1), built, cells.get(3)));
        }
        return rules;
    }
}
