package io.caravan.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.caravan.audit.AuditLog.AuditRecord;
import io.caravan.audit.AuditLog.Verification;
import io.caravan.sql.Database;
import io.caravan.sql.DatabaseFailure;
import io.caravan.sql.TestSchema;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresAuditLogTest {
    private static final Instant NOW = Instant.parse("2026-07-01T12:00:00.123456789Z");

    @TempDir
    Path folder;

    private Database database;
    private AuditLog log;

    @BeforeEach
    void open() {
        database = TestSchema.create();
        log = new PostgresAuditLog(database, Clock.fixed(NOW, ZoneOffset.UTC), folder.resolve("audit.head"));
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void anEmptyTrailIsIntact() {
        assertThat(log.verify()).isEqualTo(new Verification(0, 0));
        assertThat(log.list(0, 10)).isEmpty();
    }

    @Test
    void recordsAreListedNewestFirstWithTheirSequence() {
        records(3);

        List<AuditRecord> all = log.list(Long.MAX_VALUE, 10);

        assertThat(all).extracting(AuditRecord::sequence).containsExactly(3L, 2L, 1L);
        assertThat(all.get(0).at()).isEqualTo(Instant.parse("2026-07-01T12:00:00.123456Z"));
        assertThat(all.get(0).subject()).isEqualTo("letter 3");
        assertThat(log.list(3, 1)).extracting(AuditRecord::sequence).containsExactly(2L);
        assertThat(log.verify()).isEqualTo(new Verification(3, 0));
    }

    @Test
    void aTrailLongerThanAPageIsVerifiedWhole() {
        for (int i = 0; i < 1003; i++) {
            log.record("ann", "read", "Patient/" + i, "");
        }

        assertThat(log.verify()).isEqualTo(new Verification(1003, 0));
    }

    @Test
    void recordsOfAnothersTransactionAreThereWhenItIs() {
        List<AuditLog.Event> events = List.of(
                new AuditLog.Event("ann", "replay", "deadletter/1", "map repaired"),
                new AuditLog.Event("ann", "replay", "deadletter/2", "map repaired"));
        records(1);

        catchThrowable(() -> database.inTransaction(connection -> {
            log.record(connection, events);
            throw new IllegalStateException("what it tells of did not happen");
        }));
        assertThat(log.verify()).isEqualTo(new Verification(1, 0));
        database.inTransaction(connection -> log.record(connection, events)).told();

        assertThat(log.list(0, 10))
                .extracting(AuditRecord::subject)
                .containsExactly("deadletter/2", "deadletter/1", "letter 1");
        assertThat(log.verify()).isEqualTo(new Verification(3, 0));
        records(1);
        assertThat(log.verify()).isEqualTo(new Verification(4, 0));
    }

    @Test
    void recordsCannotBeChangedRemovedOrEmptied() {
        records(2);

        for (String sql : List.of(
                "update audit set actor = 'eve'", "delete from audit", "truncate audit", "delete from audit_head")) {
            assertThat(catchThrowable(() -> execute(sql)))
                    .as(sql)
                    .isInstanceOfSatisfying(
                            DatabaseFailure.class, e -> assertThat(e.sqlState()).isEqualTo("55000"));
        }
        assertThat(log.verify().isIntact()).isTrue();
    }

    @Test
    void aRecordChangedBehindTheTriggersIsFound() {
        records(5);

        behindTheTriggers("update audit set detail = 'other' where sequence = 3");

        assertThat(log.verify()).isEqualTo(new Verification(2, 3));
    }

    @Test
    void aRecordRemovedFromTheMiddleIsFound() {
        records(5);

        behindTheTriggers("delete from audit where sequence = 4");

        assertThat(log.verify()).isEqualTo(new Verification(3, 4));
    }

    @Test
    void recordsCutOffAtTheEndAreFoundEvenWhenTheHeadIsMovedBack() {
        records(5);
        behindTheTriggers("delete from audit where sequence > 3");
        assertThat(log.verify()).isEqualTo(new Verification(3, 4));

        behindTheTriggers("update audit_head set sequence = 3, hash = (select hash from audit where sequence = 3)");

        assertThat(log.verify()).isEqualTo(new Verification(3, 4));
    }

    @Test
    void aChainWrittenAnewInTheDatabaseContradictsTheFileOutside() throws Exception {
        records(2);
        Path head = folder.resolve("audit.head");
        String kept = Files.readString(head);
        behindTheTriggers("truncate audit");
        behindTheTriggers("update audit_head set sequence = 0, hash = ''");
        Files.delete(head);
        log.record("eve", "nothing", "", "");
        log.record("eve", "nothing", "", "");
        assertThat(log.verify().isIntact()).isTrue();

        Files.writeString(head, kept);

        assertThat(log.verify()).isEqualTo(new Verification(1, 2));
    }

    @Test
    void manyThreadsMakeOneChainWithoutGaps() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(6);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                String subject = "subject " + i;
                all.add(threads.submit(() -> log.record("bob", "read", subject, "")));
            }
            for (Future<?> one : all) {
                one.get();
            }
        } finally {
            threads.shutdown();
        }

        assertThat(log.verify()).isEqualTo(new Verification(60, 0));
        assertThat(Files.readString(folder.resolve("audit.head"))).startsWith("60 ");
    }

    @Test
    void fieldsCannotRunTogether() {
        byte[] one = HashChain.next(new byte[0], new HashChain.Link(1, NOW, "ab", "c", "", ""));
        byte[] other = HashChain.next(new byte[0], new HashChain.Link(1, NOW, "a", "bc", "", ""));

        assertThat(one).isNotEqualTo(other);
    }

    private void records(int count) {
        for (int i = 1; i <= count; i++) {
            log.record("ann", "replay", "letter " + i, "because");
        }
    }

    private void execute(String sql) {
        database.inTransaction(connection -> {
            try (Statement statement = connection.createStatement()) {
                return statement.execute(sql);
            }
        });
    }

    private void behindTheTriggers(String sql) {
        execute("set local session_replication_role = replica; " + sql);
    }
}
