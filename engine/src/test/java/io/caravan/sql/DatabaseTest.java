package io.caravan.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class DatabaseTest {
    private static Database database;

    @BeforeAll
    static void open() {
        database = TestSchema.create();
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @Test
    void migratingAgainChangesNothing() {
        database.migrate();

        assertThat(count("select count(*) from journal")).isZero();
    }

    @Test
    void whatTheWorkThrowsRollsItBack() {
        IllegalStateException failure = catchThrowableOfType(
                IllegalStateException.class,
                () -> database.inTransaction(connection -> {
                    insertTally(connection, "rolled-back");
                    throw new IllegalStateException("no");
                }));

        assertThat(failure).hasMessage("no");
        assertThat(count("select count(*) from tally where name = 'rolled-back'"))
                .isZero();
    }

    @Test
    void aValueThatTheServerRefusesIsNotWorthATryAndIsNotQuoted() {
        DatabaseFailure failure = catchThrowableOfType(
                DatabaseFailure.class,
                () -> database.inTransaction(connection -> execute(connection, "select 'Everywoman'::int")));

        assertThat(failure.kind()).isEqualTo(DatabaseFailure.Kind.DATA);
        assertThat(failure).hasNoCause();
        assertThat(failure.getMessage()).contains("22P02").doesNotContain("Everywoman");
    }

    @Test
    void aDuplicateKeyNamesItsConstraint() {
        DatabaseFailure failure = catchThrowableOfType(
                DatabaseFailure.class,
                () -> database.inTransaction(connection -> {
                    insertTally(connection, "twice");
                    return insertTally(connection, "twice");
                }));

        assertThat(failure.kind()).isEqualTo(DatabaseFailure.Kind.DATA);
        assertThat(failure.getMessage()).contains("tally_pkey");
    }

    @Test
    void aStatementThatCannotBeUnderstoodIsOurMistake() {
        DatabaseFailure failure = catchThrowableOfType(
                DatabaseFailure.class,
                () -> database.inTransaction(connection -> execute(connection, "select from nowhere")));

        assertThat(failure.kind()).isEqualTo(DatabaseFailure.Kind.MISTAKE);
        assertThat(failure.isTransient()).isFalse();
    }

    @Test
    void aKilledSessionIsTransientAndTheNextTransactionWorks() {
        DatabaseFailure failure = catchThrowableOfType(
                DatabaseFailure.class,
                () -> database.inTransaction(
                        connection -> execute(connection, "select pg_terminate_backend(pg_backend_pid())")));

        assertThat(failure.kind()).isEqualTo(DatabaseFailure.Kind.TRANSIENT);
        assertThat(count("select 1")).isOne();
    }

    @Test
    void aServerThatIsNotThereIsTransient() {
        DatabaseSettings nowhere = new DatabaseSettings(
                "jdbc:postgresql://127.0.0.1:1/none", "nobody", "", 2, java.time.Duration.ofMillis(300));
        try (Database absent = new Database(nowhere)) {
            DatabaseFailure failure = catchThrowableOfType(
                    DatabaseFailure.class, () -> absent.inTransaction(connection -> execute(connection, "select 1")));

            assertThat(failure.isTransient()).isTrue();
        }
    }

    @Test
    void aSnapshotCannotWrite() {
        DatabaseFailure failure = catchThrowableOfType(
                DatabaseFailure.class, () -> database.inSnapshot(connection -> insertTally(connection, "read-only")));

        assertThat(failure).isNotNull();
        assertThat(database.<Integer>inTransaction(connection -> insertTally(connection, "writable")))
                .isOne();
    }

    private static long count(String sql) {
        return database.inTransaction(connection -> {
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery(sql)) {
                rows.next();
                return rows.getLong(1);
            }
        });
    }

    private static boolean execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return statement.execute(sql);
        }
    }

    private static int insertTally(Connection connection, String name) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return statement.executeUpdate("insert into tally (data_class, name, count) values (0, '" + name + "', 1)");
        }
    }
}
