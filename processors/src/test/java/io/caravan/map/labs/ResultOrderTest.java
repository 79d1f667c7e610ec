package io.caravan.map.labs;

import static io.caravan.map.Lines.segment;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.caravan.fold.ResourceType;
import io.caravan.map.Chart;
import io.caravan.map.registry.Mappers;
import io.caravan.message.DataClass;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever order the statements of one result arrive in, and however often, the chart is the same. */
class ResultOrderTest {

    /** One message about one result: when it was reported, its status, its value. */
    record Statement(int minute, String obx11, String value, String note, int sent) {}

    @Property(tries = 500)
    @Label("§1.4 order, §3.3 newer: statements about one result give one chart in any order")
    void theChartDoesNotDependOnTheOrderOfArrival(
            @ForAll("statements") List<Statement> statements, @ForAll long shuffle) {
        List<Statement> shuffled = new ArrayList<>(statements);
        shuffled.addAll(statements.subList(0, statements.size() / 2));
        Collections.shuffle(shuffled, new Random(shuffle));

        assertThat(chart(shuffled)).isEqualTo(chart(statements));
    }

    @Property(tries = 500)
    @Label(
            "§3.3 preliminary, §3.3 withdrawn: a preliminary result never replaces a final one, a withdrawn one shows nothing")
    void aPreliminaryResultNeverTakesThePlaceOfAFinalOneAndAWithdrawnOneShowsNothing(
            @ForAll("statements") List<Statement> statements) {
        int lastFirm = lastMinute(statements, "FCAUN");
        int lastVoid = lastMinute(statements, "XDW");
        int lastPreliminary = lastMinute(statements, "PI");
        JsonNode observation = fold(statements).only(ResourceType.OBSERVATION);
        String status = observation.at("/status").asText();

        if (lastFirm > lastVoid) {
            assertThat(status).isIn("final", "corrected", "amended");
        }
        if (lastVoid > Math.max(lastFirm, lastPreliminary)) {
            assertThat(status).isIn("cancelled", "entered-in-error");
            assertThat(observation.has("valueString")).isFalse();
        }
    }

    private static int lastMinute(List<Statement> statements, String statuses) {
        return statements.stream()
                .filter(statement -> statuses.contains(statement.obx11()))
                .mapToInt(Statement::minute)
                .max()
                .orElse(-1);
    }

    private static String chart(List<Statement> statements) {
        return fold(statements).texts();
    }

    private static Chart fold(List<Statement> statements) {
        Chart chart = new Chart(Chart.site(DataClass.LABS), new LabsMapper(), Mappers.rows(DataClass.LABS));
        for (Statement statement : statements) {
            String at = String.format("2026030108%02d", statement.minute());
            List<String> lines = new ArrayList<>(List.of(
                    LabsMapperTest.msh(String.format("20260301%02d0000", statement.sent())),
                    LabsMapperTest.PID,
                    segment("OBR", 2, "P1^PLACER", 3, "F1^LAB", 4, "CHEM^Chemistry^L", 22, at, 25, report(statement)),
                    segment(
                            "OBX",
                            2,
                            "ST",
                            3,
                            "GLU^Glucose^L",
                            5,
                            statement.value().isEmpty() ? "" : statement.obx11() + statement.value(),
                            11,
                            statement.obx11())));
            if (!statement.note().isEmpty()) {
                lines.add("NTE|1||" + statement.note());
            }
            chart.receives(lines.toArray(String[]::new));
        }
        return chart;
    }

    private static String report(Statement statement) {
        return switch (statement.obx11()) {
            case "P", "I" -> "P";
            case "C", "A", "D", "W" -> "C";
            case "X" -> "X";
            default -> "F";
        };
    }

    @Provide
    Arbitrary<List<Statement>> statements() {
        Arbitrary<Statement> one = Combinators.combine(
                        Arbitraries.integers().between(0, 5),
                        Arbitraries.of("P", "I", "F", "C", "A", "X", "D", "W", "U", "N"),
                        Arbitraries.of("", "1", "2", "3"),
                        Arbitraries.of("", "seen", "repeat"),
                        Arbitraries.integers().between(9, 12))
                .as(Statement::new);
        return one.list().ofMinSize(1).ofMaxSize(6);
    }
}
