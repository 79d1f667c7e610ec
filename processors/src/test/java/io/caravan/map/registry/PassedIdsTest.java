package io.caravan.map.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.fold.Change;
import io.caravan.fold.ResourceKey;
import io.caravan.fold.ResourceType;
import io.caravan.fold.Unification;
import io.caravan.fold.Version;
import io.caravan.map.Chart;
import io.caravan.map.Mapped;
import io.caravan.message.DataClass;
import io.caravan.message.Finding;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Ids that pass into others, without any message: chains and circles. */
class PassedIdsTest {
    private static final ResourceKey A = new ResourceKey(ResourceType.SERVICE_REQUEST, new UUID(0, 1));
    private static final ResourceKey B = new ResourceKey(ResourceType.SERVICE_REQUEST, new UUID(0, 2));
    private static final ResourceKey C = new ResourceKey(ResourceType.SERVICE_REQUEST, new UUID(0, 3));

    private static Change said(ResourceKey key, String element, long micros) {
        return Change.of(key.type(), key.id(), new Version(Version.OWNER, micros, 0))
                .patient(new UUID(9, 9))
                .set(element, "\"" + key.id() + "\"")
                .build();
    }

    private static Chart chart(List<Change> changes) {
        Chart chart = new Chart(
                Chart.site(DataClass.ORDERS), Mappers.messages(DataClass.ORDERS), Mappers.rows(DataClass.ORDERS));
        changes.forEach(change -> chart.take(Mapped.of(List.of(change), List.of())));
        return chart;
    }

    private static void sameInAnyOrder(List<Change> changes) {
        String expected = chart(changes).texts();
        for (long seed = 0; seed < 30; seed++) {
            List<Change> shuffled = new ArrayList<>(changes);
            Collections.shuffle(shuffled, new Random(seed));
            assertThat(chart(shuffled).texts()).isEqualTo(expected);
        }
    }

    private static long tombstones(Chart chart) {
        return chart.all(A.type()).stream()
                .filter(one -> one.at("/status").asText().equals("entered-in-error"))
                .count();
    }

    @Test
    void aChainEndsAtItsLastIdWithAllFacts() {
        List<Change> changes = List.of(
                said(A, "patientInstruction", 1),
                said(C, "language", 2),
                Unification.sameAs(A, B.id()),
                Unification.sameAs(B, C.id()));

        sameInAnyOrder(changes);
        Chart chart = chart(changes);
        assertThat(tombstones(chart)).isEqualTo(2);
        assertThat(chart.all(A.type()))
                .filteredOn(one -> !one.at("/status").asText().equals("entered-in-error"))
                .singleElement()
                .satisfies(one -> assertThat(one.toString()).contains(A.id().toString(), C.id().toString()));
    }

    @Test
    void twoIdsThatPassIntoEachOtherBothStay() {
        List<Change> changes = List.of(
                said(A, "patientInstruction", 1),
                said(B, "language", 2),
                Unification.sameAs(A, B.id()),
                Unification.sameAs(B, A.id()));

        sameInAnyOrder(changes);
        Chart chart = chart(changes);
        assertThat(tombstones(chart)).isZero();
        assertThat(chart.contradictions()).contains(new Finding("filler-number-of-two-orders", "ORC-3"));
    }

    @Test
    void threeIdsThatPassIntoEachOtherInACircleAllStay() {
        List<Change> changes = List.of(
                said(A, "patientInstruction", 1),
                said(B, "language", 2),
                Unification.sameAs(A, B.id()),
                Unification.sameAs(B, C.id()),
                Unification.sameAs(C, A.id()));

        sameInAnyOrder(changes);
        assertThat(tombstones(chart(changes))).isZero();
    }

    @Test
    void whatPassesIntoACircleDoesNotStay() {
        List<Change> changes = List.of(
                said(A, "patientInstruction", 1),
                Unification.sameAs(A, B.id()),
                Unification.sameAs(B, C.id()),
                Unification.sameAs(C, B.id()));

        sameInAnyOrder(changes);
        assertThat(tombstones(chart(changes))).isOne();
    }
}
