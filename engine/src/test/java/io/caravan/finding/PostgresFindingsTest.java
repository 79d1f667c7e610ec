package io.caravan.finding;

import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.finding.Findings.Filter;
import io.caravan.finding.PostgresFindings.Noted;
import io.caravan.message.DataClass;
import io.caravan.message.Finding;
import io.caravan.sql.Database;
import io.caravan.sql.TestSchema;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class PostgresFindingsTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    @Test
    void findingsAreListedNewestFirstWithWhatNamesTheirRecord() {
        try (Database database = TestSchema.create()) {
            PostgresFindings findings = new PostgresFindings(database, () -> NOW);
            database.inTransaction(connection -> {
                findings.insert(
                        connection,
                        List.of(
                                new Noted(DataClass.LABS, "lab1", new Finding("unmapped-code", "OBX-3"), 7, "C7", ""),
                                new Noted(DataClass.ADT, "olddb", new Finding("odd-sex", "sex"), 0, "", "a1b2")));
                findings.insert(connection, List.of());
                return 0;
            });

            List<Findings.Recorded> all = findings.list(Filter.ALL, Long.MAX_VALUE, 10);

            assertThat(all).extracting(Findings.Recorded::code).containsExactly("odd-sex", "unmapped-code");
            assertThat(all.get(0).journalId()).isEmpty();
            assertThat(all.get(0).rowKey()).isEqualTo("a1b2");
            assertThat(all.get(1).journalId()).contains(7L);
            assertThat(all.get(1).controlId()).isEqualTo("C7");
            assertThat(all.get(1).at()).isEqualTo(NOW);
            assertThat(findings.list(Filter.of(DataClass.LABS), Long.MAX_VALUE, 10))
                    .containsExactly(all.get(1));
            assertThat(findings.list(Filter.ALL, all.get(0).id(), 10)).containsExactly(all.get(1));
            assertThat(findings.list(Filter.ALL, Long.MAX_VALUE, 1)).containsExactly(all.get(0));
        }
    }

    @Test
    void findingsAreFilteredAndCountedByTheirKind() {
        try (Database database = TestSchema.create()) {
            AtomicReference<Instant> now = new AtomicReference<>(NOW);
            PostgresFindings findings = new PostgresFindings(database, now::get);
            database.inTransaction(connection -> {
                findings.insert(
                        connection,
                        List.of(
                                new Noted(DataClass.LABS, "lab1", new Finding("unmapped-code", "OBX-3"), 7, "C7", ""),
                                new Noted(DataClass.LABS, "lab2", new Finding("unmapped-code", "OBX-3"), 8, "C8", ""),
                                new Noted(DataClass.LABS, "lab1", new Finding("odd-unit", "OBX-6"), 9, "C9", "")));
                now.set(NOW.plusSeconds(60));
                findings.insert(
                        connection,
                        List.of(new Noted(
                                DataClass.LABS, "lab1", new Finding("unmapped-code", "OBX-3"), 10, "C10", "")));
                return 0;
            });
            Filter filter = new Filter(
                    Optional.of(DataClass.LABS), Optional.of("lab1"), Optional.of("unmapped-code"), Optional.empty());
            Filter recent =
                    new Filter(Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(NOW.plusSeconds(30)));

            assertThat(findings.list(filter, Long.MAX_VALUE, 10))
                    .extracting(Findings.Recorded::controlId)
                    .containsExactly("C10", "C7");
            assertThat(findings.list(recent, Long.MAX_VALUE, 10))
                    .extracting(Findings.Recorded::controlId)
                    .containsExactly("C10");
            assertThat(findings.summary(Filter.ALL, 10))
                    .first()
                    .isEqualTo(new Findings.Group(
                            DataClass.LABS, "lab1", "unmapped-code", "OBX-3", 2, NOW.plusSeconds(60)));
            assertThat(findings.summary(Filter.ALL, 10)).hasSize(3);
        }
    }
}
