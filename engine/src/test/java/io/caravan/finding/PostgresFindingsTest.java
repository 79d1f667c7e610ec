package io.caravan.finding;

import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.finding.PostgresFindings.Noted;
import io.caravan.message.DataClass;
import io.caravan.message.Finding;
import io.caravan.sql.Database;
import io.caravan.sql.TestSchema;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
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

            List<Findings.Recorded> all = findings.list(Optional.empty(), Long.MAX_VALUE, 10);

            assertThat(all).extracting(Findings.Recorded::code).containsExactly("odd-sex", "unmapped-code");
            assertThat(all.get(0).journalId()).isEmpty();
            assertThat(all.get(0).rowKey()).isEqualTo("a1b2");
            assertThat(all.get(1).journalId()).contains(7L);
            assertThat(all.get(1).controlId()).isEqualTo("C7");
            assertThat(all.get(1).at()).isEqualTo(NOW);
            assertThat(findings.list(Optional.of(DataClass.LABS), Long.MAX_VALUE, 10))
                    .containsExactly(all.get(1));
            assertThat(findings.list(Optional.empty(), all.get(0).id(), 10)).containsExactly(all.get(1));
            assertThat(findings.list(Optional.empty(), Long.MAX_VALUE, 1)).containsExactly(all.get(0));
        }
    }
}
