package io.caravan.map.labs;

import static io.caravan.map.Lines.segment;
import static io.caravan.map.Rows.row;
import static io.caravan.map.labs.LabsMapperTest.PID;
import static io.caravan.map.labs.LabsMapperTest.msh;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.caravan.fold.ResourceType;
import io.caravan.map.Chart;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Reports with several results, specimens and documents, by message and by row: whatever order they come in, one chart. */
class ResultSequencePropertyTest {
    private static final long MIDNIGHT = 1_772_323_200L;

    /** What one message or row says. */
    record Record(boolean isRow, int minute, String panel, String status, String test, String type, String value) {
        void to(Chart chart) {
            if (isRow) {
                chart.reads(row(
                        MIDNIGHT + minute * 60L,
                        "patient_id",
                        "4711",
                        "order_number",
                        "P1",
                        "filler_number",
                        "F1",
                        "report_code",
                        panel,
                        "test_code",
                        test,
                        "value_type",
                        type.equals("ED") ? "ST" : type,
                        "value",
                        value,
                        "unit",
                        "MG/DL",
                        "status",
                        status));
                return;
            }
            String at = String.format("20260301%02d%02d", minute / 60, minute % 60);
            chart.receives(
                    msh(at + "00"),
                    PID,
                    segment("OBR", 2, "P1^PLACER", 3, "F1^LAB", 4, panel, 22, at, 25, report()),
                    segment(
                            "OBX",
                            2,
                            type,
                            3,
                            test,
                            5,
                            type.equals("ED") ? "LAB^AP^PDF^Base64^JVBERi0" + value.charAt(value.length() - 1) : value,
                            11,
                            status),
                    "NTE|1||" + value,
                    segment("SPM", 2, "^S1&LAB", 4, "BLD^Blood^HL70487"));
        }

        private String report() {
            return switch (status) {
                case "P", "I" -> "P";
                case "C", "A", "D", "W" -> "C";
                case "X" -> "X";
                default -> "F";
            };
        }
    }

    @Property(tries = 300)
    @Label("§1.4 order, §3.1 union, §3.3 newer: results by message and row end equal in any order, sent again or not")
    void anyOrderGivesTheSameChart(@ForAll("records") List<Record> records, @ForAll long seed) {
        List<Record> shuffled = new ArrayList<>(records);
        shuffled.addAll(records.subList(0, records.size() / 2));
        Collections.shuffle(shuffled, new Random(seed));

        Chart expected = Charts.usual();
        records.forEach(record -> record.to(expected));
        Chart chart = Charts.usual();
        shuffled.forEach(record -> record.to(chart));

        assertThat(chart.texts()).isEqualTo(expected.texts());
        assertThat(chart.contradictions()).isEqualTo(expected.contradictions());
    }

    @Provide
    Arbitrary<List<Record>> records() {
        return Combinators.combine(
                        Arbitraries.of(true, false, false),
                        Arbitraries.integers().between(1, 30),
                        Arbitraries.of("CHEM", "HAEM"),
                        Arbitraries.of("P", "I", "F", "C", "A", "X", "D", "W"),
                        Arbitraries.of("GLU", "NA"),
                        Arbitraries.of("NM", "ST", "SN", "ED"),
                        Arbitraries.of("5.0", "<7", "1:8", "9"))
                .as(Record::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(7);
    }

    @Property(tries = 500)
    @Label("§3.2 NM: every plain decimal stays as it is, digit for digit, by message and by row")
    void everyDecimalStaysAsItIs(@ForAll("decimals") String decimal) {
        bothWays(decimal, chart -> assertThat(chart.texts()).contains("\"value\":" + decimal + "}"));
    }

    @Property(tries = 200)
    @Label("§3.2 NM: no comparator is ever lost")
    void noComparatorIsLost(
            @ForAll("decimals") String decimal, @ForAll("comparators") String comparator, @ForAll boolean space) {
        bothWays(comparator + (space ? " " : "") + decimal, chart -> {
            JsonNode quantity = chart.only(ResourceType.OBSERVATION).at("/valueQuantity");
            assertThat(quantity.at("/comparator").asText()).isEqualTo(comparator);
            assertThat(chart.texts()).contains("\"value\":" + decimal + ",\"comparator\"");
        });
    }

    private static void bothWays(String value, Consumer<Chart> check) {
        Chart byMessage = Charts.usual();
        new Record(false, 1, "CHEM", "F", "GLU", "NM", value).to(byMessage);
        check.accept(byMessage);
        Chart byRow = Charts.usual();
        byRow.reads(row(
                MIDNIGHT,
                "patient_id",
                "4711",
                "filler_number",
                "F1",
                "test_code",
                "GLU",
                "value_type",
                "NM",
                "value",
                value,
                "status",
                "F"));
        check.accept(byRow);
    }

    @Provide
    Arbitrary<String> comparators() {
        return Arbitraries.of("<", "<=", ">", ">=");
    }

    @Provide
    Arbitrary<String> decimals() {
        Arbitrary<String> whole = Arbitraries.of("0", "7", "10", "140", "90071992547409931");
        Arbitrary<String> fraction =
                Arbitraries.strings().numeric().ofMinLength(0).ofMaxLength(12);
        return Combinators.combine(Arbitraries.of("", "-"), whole, fraction)
                .as((sign, digits, more) -> sign + digits + (more.isEmpty() ? "" : "." + more));
    }
}
