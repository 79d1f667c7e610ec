package io.caravan.codes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The maps that ship in {@code config/codes} keep the promises of their examples. */
class ShippedMapsTest {
    private static final Path CODES = Path.of("../config/codes");

    @ParameterizedTest
    @ValueSource(strings = {"lab-loinc", "ucum", "route", "dosage-form", "high-alert"})
    void everyExampleOfAMapHolds(String map) throws IOException {
        Map<String, String> targets = new HashMap<>();
        for (List<String> row : rows(map + ".csv", 4)) {
            assertThat(targets.put(row.get(0), row.get(1) + "|" + row.get(2)))
                    .as("two targets for %s in %s", row.get(0), map)
                    .isNull();
        }

        for (List<String> example : rows(map + ".spec.csv", 3)) {
            String expected = example.get(2).isEmpty() ? null : example.get(1) + "|" + example.get(2);
            assertThat(targets.get(example.get(0))).as(example.get(0)).isEqualTo(expected);
        }
    }

    private static List<List<String>> rows(String file, int width) throws IOException {
        List<List<String>> rows = new ArrayList<>();
        List<String> lines = Files.readAllLines(CODES.resolve(file));
        for (String line : lines.subList(1, lines.size())) {
            if (!line.startsWith("#")) {
                List<String> cells = List.of(line.split(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)", -1));
                assertThat(cells).as("%s: %s", file, line).hasSize(width);
                rows.add(cells);
            }
        }
        return rows;
    }
}
