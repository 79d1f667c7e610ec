package io.caravan.map.adt;

import static io.caravan.map.adt.AdtMessages.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.caravan.fhir.FhirIds;
import io.caravan.fold.Change;
import io.caravan.fold.Merge;
import io.caravan.map.Chart;
import io.caravan.map.Mapped;
import io.caravan.message.Rejected;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What messages that merge, move or renumber say, before the ledger makes anything of it. */
class MergeGroupsTest {
    private static final String AT = "20260301080000";

    @Test
    @DisplayName("§1.3(h): of the groups of an A40 those that can go on are told, in order, and why one cannot")
    void groups() {
        Mapped mapped = mapped("A40", pid("2"), mrg("1"), pid("4"), mrg("4"), pid("3"), mrg("2"));

        assertThat(mapped.merges())
                .extracting(Merge::from, Merge::into)
                .containsExactly(tuple(patient("1"), patient("2")), tuple(patient("2"), patient("3")));
        assertThat(mapped.merges().get(0).version())
                .isLessThan(mapped.merges().get(1).version());
        assertThat(mapped.changes()).extracting(change -> change.key().id()).doesNotContain(patient("4"));
        assertThat(mapped.refusal()).map(Rejected::code).contains("merge-into-itself");
    }

    @Test
    @DisplayName("§1.3(h), §1.3(e): a message whose groups all cannot go on is refused as a whole")
    void noGroup() {
        assertThatThrownBy(() -> mapped("A40", pid("2"), mrg("2"), pid("3"), mrg("3")))
                .isInstanceOfSatisfying(
                        Rejected.class,
                        rejected -> assertThat(rejected.hl7Code()).isEqualTo(204));
        assertThatThrownBy(() -> mapped("A40", pid("2")))
                .isInstanceOfSatisfying(
                        Rejected.class, rejected -> assertThat(rejected.code()).isEqualTo("missing-merge"));
    }

    @Test
    @DisplayName("§1.3 re-point: a merge carries its source and control id, for the Provenance")
    void origin() {
        Merge merge = mapped("A40", pid("2"), mrg("1")).merges().get(0);

        assertThat(merge.origin()).isEqualTo(new Merge.Origin("test", "A40" + AT));
        assertThat(merge.kind()).isEqualTo(Merge.Kind.MERGE);
        assertThat(merge.part()).isEmpty();
    }

    @Test
    @DisplayName("§1.3(g), §1.1 A45: a move names the visit only, and neither patient gets a link")
    void aMove() {
        Mapped mapped = mapped("A45", pid("2"), mrg("1") + "||||V1^^^VISIT", "PV1|1|I");

        assertThat(mapped.merges()).singleElement().satisfies(move -> {
            assertThat(move.kind()).isEqualTo(Merge.Kind.MOVE);
            assertThat(move.part()).isEqualTo(Optional.of(FhirIds.id("Encounter", "urn:test:visit", "VN", "V1")));
        });
        assertThat(mapped.changes())
                .flatExtracting(Change::fields)
                .extracting(Change.Field::path)
                .noneMatch(path -> path.startsWith("link["));
    }

    @Test
    @DisplayName("§1.1 A45, §1.1 A44: a move without the number of what is moved is a dead letter")
    void nothingToMove() {
        assertThatThrownBy(() -> mapped("A45", pid("2"), mrg("1"), "PV1|1|I"))
                .isInstanceOfSatisfying(
                        Rejected.class, rejected -> assertThat(rejected.place()).isEqualTo("MRG-5"));
        assertThatThrownBy(() -> mapped("A44", pid("2"), mrg("1")))
                .isInstanceOfSatisfying(
                        Rejected.class, rejected -> assertThat(rejected.place()).isEqualTo("MRG-3"));
        assertThatThrownBy(() -> mapped("A44", pid("1"), mrg("1") + "||A1"))
                .isInstanceOfSatisfying(
                        Rejected.class, rejected -> assertThat(rejected.code()).isEqualTo("move-to-itself"));
    }

    private static Mapped mapped(String event, String... segments) {
        Chart chart = AdtMessages.chart();
        return chart.receives(message(event, AT, segments)).last().orElseThrow();
    }

    private static String pid(String number) {
        return "PID|1||" + number + "^^^MRN^MR||MILLER^ANN";
    }

    private static String mrg(String number) {
        return "MRG|" + number + "^^^MRN^MR";
    }

    private static UUID patient(String number) {
        return FhirIds.id("Patient", "urn:test:mrn", number);
    }
}
