package io.caravan.map;

import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.map.adt.AdtRowMapper;
import io.caravan.map.labs.LabsRowMapper;
import io.caravan.map.medications.MedicationsRowMapper;
import io.caravan.map.orders.OrdersRowMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class RowColumnsTest {
    private static final Pattern NAME = Pattern.compile("`([a-z_0-9]+)`");
    private static final Map<String, RowMapper> MAPPERS = Map.of(
            "adt", new AdtRowMapper(),
            "orders", new OrdersRowMapper(),
            "labs", new LabsRowMapper(),
            "medications", new MedicationsRowMapper());

    @TestFactory
    Iterable<DynamicTest> theReferenceListsTheColumnsThatTheMapperKnows() {
        return MAPPERS.keySet().stream()
                .map(dataClass -> DynamicTest.dynamicTest(
                        dataClass,
                        () -> assertThat(documented(dataClass))
                                .isEqualTo(new TreeSet<>(
                                        MAPPERS.get(dataClass).columns().known()))
                                .containsAll(MAPPERS.get(dataClass).columns().required())))
                .toList();
    }

    private static Set<String> documented(String dataClass) throws IOException {
        Set<String> names = new TreeSet<>();
        for (String line : Files.readAllLines(Path.of("../docs/reference/columns-" + dataClass + ".md"))) {
            if (line.startsWith("| `")) {
                Matcher name = NAME.matcher(line.split("\\|")[1]);
                while (name.find()) {
                    names.add(name.group(1));
                }
            }
        }
        return names;
    }
}
