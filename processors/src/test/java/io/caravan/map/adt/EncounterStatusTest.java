package io.caravan.map.adt;

import static io.caravan.map.adt.AdtMessages.message;
import static io.caravan.map.adt.AdtMessages.pid;
import static io.caravan.map.adt.AdtMessages.pv1;
import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.fold.ResourceType;
import io.caravan.map.Chart;
import io.caravan.message.Finding;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The whole status machine, cell by cell, in the order of the events and against it. */
class EncounterStatusTest {
    private static final String WARD = "3W^301^B^HOSP";
    private static final String NONE = "";

    /** How an encounter comes into each status. */
    private static final Map<String, List<String>> BEFORE = Map.of(
            "none", List.of(),
            "planned", List.of("A05"),
            "in-progress", List.of("A01"),
            "onleave", List.of("A01", "A21"),
            "finished", List.of("A01", "A03"),
            "cancelled", List.of("A05", "A11"),
            "entered-in-error", List.of("A01", "A23"));

    private static final List<String> ADMITS = List.of("A01", "A04", "A06", "A07", "A10");
    private static final List<String> UPDATES =
            List.of("A02", "A08", "A09", "A12", "A15", "A16", "A17", "A25", "A26", "A54", "A55", "A61", "A62");

    static Stream<Arguments> table() {
        List<Arguments> cells = new ArrayList<>();
        row(cells, "none", "A05", "planned", NONE);
        row(cells, "none", ADMITS, "in-progress", NONE);
        row(cells, "none", UPDATES, "unknown", NONE);
        row(cells, "none", "A03", "finished", NONE);
        row(cells, "none", List.of("A11", "A27", "A38"), "cancelled", NONE);
        row(cells, "none", "A13", "in-progress", NONE);
        row(cells, "none", List.of("A21", "A53"), "onleave", NONE);
        row(cells, "none", List.of("A22", "A52"), "in-progress", NONE);

        row(cells, "planned", "A05", "planned", NONE);
        row(cells, "planned", ADMITS, "in-progress", NONE);
        row(cells, "planned", UPDATES, "planned", NONE);
        row(cells, "planned", "A03", "finished", "discharge-of-planned");
        row(cells, "planned", List.of("A11", "A27", "A38"), "cancelled", NONE);
        row(cells, "planned", "A13", "planned", "cancel-discharge-of-planned");
        row(cells, "planned", List.of("A21", "A22", "A52", "A53"), "planned", "leave-of-planned");

        row(cells, "in-progress", "A05", "in-progress", "preadmit-of-in-progress");
        row(cells, "in-progress", ADMITS, "in-progress", NONE);
        row(cells, "in-progress", UPDATES, "in-progress", NONE);
        row(cells, "in-progress", "A03", "finished", NONE);
        row(cells, "in-progress", "A11", "cancelled", NONE);
        row(cells, "in-progress", List.of("A27", "A38"), "cancelled", "cancel-preadmit-of-in-progress");
        row(cells, "in-progress", "A13", "in-progress", NONE);
        row(cells, "in-progress", List.of("A21", "A53"), "onleave", NONE);
        row(cells, "in-progress", List.of("A22", "A52"), "in-progress", NONE);

        row(cells, "onleave", "A05", "onleave", "preadmit-of-onleave");
        row(cells, "onleave", ADMITS, "onleave", NONE);
        row(cells, "onleave", UPDATES, "onleave", NONE);
        row(cells, "onleave", "A03", "finished", NONE);
        row(cells, "onleave", "A11", "cancelled", NONE);
        row(cells, "onleave", List.of("A22", "A52"), "in-progress", NONE);

        row(cells, "finished", "A05", "finished", "preadmit-of-finished");
        row(cells, "finished", ADMITS, "finished", "admit-of-finished");
        row(cells, "finished", UPDATES, "finished", NONE);
        row(cells, "finished", "A03", "finished", NONE);
        row(cells, "finished", List.of("A11", "A27", "A38"), "finished", "cancel-of-finished");
        row(cells, "finished", "A13", "in-progress", NONE);
        row(cells, "finished", List.of("A21", "A22", "A52", "A53"), "finished", "leave-of-finished");

        row(cells, "cancelled", "A05", "cancelled", "preadmit-of-cancelled");
        row(cells, "cancelled", ADMITS, "in-progress", NONE);
        row(cells, "cancelled", UPDATES, "cancelled", NONE);
        row(cells, "cancelled", "A03", "cancelled", "discharge-of-cancelled");
        row(cells, "cancelled", List.of("A11", "A27", "A38"), "cancelled", NONE);
        row(cells, "cancelled", "A13", "cancelled", "cancel-discharge-of-cancelled");
        row(cells, "cancelled", List.of("A21", "A22", "A52", "A53"), "cancelled", "leave-of-cancelled");

        BEFORE.keySet().forEach(before -> row(cells, before, "A23", "entered-in-error", NONE));
        row(cells, "entered-in-error", ADMITS, "entered-in-error", "event-of-entered-in-error");
        row(cells, "entered-in-error", UPDATES, "entered-in-error", NONE);
        return cells.stream();
    }

    private static void row(List<Arguments> cells, String before, String event, String after, String finding) {
        row(cells, before, List.of(event), after, finding);
    }

    private static void row(List<Arguments> cells, String before, List<String> events, String after, String finding) {
        events.forEach(event -> cells.add(Arguments.of(before, event, after, finding)));
    }

    @DisplayName("§1.1 status, §1.1 flag: every cell of the table, in the order of the events and against it")
    @ParameterizedTest(name = "§1.1 status, §1.1 flag: {0}, then {1}, is {2} {3}")
    @MethodSource("table")
    void everyCellOfTheTable(String before, String event, String after, String finding) {
        List<String> events = new ArrayList<>(BEFORE.get(before));
        events.add(event);

        for (boolean backwards : new boolean[] {false, true}) {
            Chart chart = chart(events, backwards);

            assertThat(status(chart)).isEqualTo(after);
            assertThat(chart.contradictions().stream().map(Finding::code))
                    .isEqualTo(finding.isEmpty() ? List.of() : List.of(finding));
        }
    }

    @Test
    @DisplayName("§1.1 status: a cancelled encounter is admitted again by a strictly newer admission only")
    void aCancelledEncounterIsAdmittedAgainByANewerAdmissionOnly() {
        assertThat(status(chart(List.of("A11", "A01"), false))).isEqualTo("in-progress");

        Chart sameTime = AdtMessages.chart();
        sameTime.receives(message("A11", "20260301080000", pid(), pv1(WARD, "", "")));
        sameTime.receives(message("A01", "20260301080000", pid(), pv1(WARD, "", "")));
        assertThat(status(sameTime)).isEqualTo("cancelled");
    }

    @Test
    @DisplayName("§1.1 status: an encounter that only updates speak of is unknown until an admission or a row comes")
    void anEncounterIsProvisionalUntilAnAdmissionComes() {
        Chart chart = AdtMessages.chart();
        chart.receives(message("A08", "20260302080000", pid(), pv1(WARD, "", "")));
        assertThat(status(chart)).isEqualTo("unknown");

        chart.receives(message("A01", "20260301080000", pid(), pv1(WARD, "", "")));
        assertThat(status(chart)).isEqualTo("in-progress");
    }

    @Provide
    Arbitrary<List<String>> events() {
        List<String> all =
                new ArrayList<>(Arrays.asList("A03", "A05", "A11", "A13", "A14", "A21", "A22", "A23", "A27"));
        all.addAll(ADMITS);
        all.addAll(UPDATES);
        return Arbitraries.of(all).list().ofMinSize(2).ofMaxSize(10);
    }

    @Property(tries = 300)
    void statusAndFindingsDoNotDependOnTheOrderOfArrival(@ForAll("events") List<String> events, @ForAll Random random) {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < events.size(); i++) {
            order.add(i);
        }
        Chart straight = receive(events, order);
        Collections.shuffle(order, random);
        order.add(order.get(0));
        Chart shuffled = receive(events, order);

        assertThat(shuffled.texts()).isEqualTo(straight.texts());
        assertThat(shuffled.contradictions()).isEqualTo(straight.contradictions());
    }

    private static Chart chart(List<String> events, boolean backwards) {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < events.size(); i++) {
            order.add(i);
        }
        if (backwards) {
            Collections.reverse(order);
        }
        return receive(events, order);
    }

    private static Chart receive(List<String> events, List<Integer> order) {
        Chart chart = AdtMessages.chart();
        for (int index : order) {
            String event = events.get(index);
            String at = String.format("202603%02d080000", index + 1);
            String visit = pv1(WARD, "", "");
            chart.receives(
                    event.equals("A17")
                            ? message(event, at, pid(), visit, "PID|2||8888^^^MRN^MR", visit.replace("V77", "V88"))
                            : message(event, at, pid(), visit));
        }
        return chart;
    }

    private static String status(Chart chart) {
        return chart.all(ResourceType.ENCOUNTER).stream()
                .filter(encounter ->
                        encounter.at("/identifier/0/value").asText().equals("V77"))
                .findFirst()
                .orElseThrow()
                .at("/status")
                .asText();
    }
}
