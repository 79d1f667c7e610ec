package io.caravan.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedServerTest {
    @TempDir
    Path data;

    @Test
    void isDurableKeepsItsDataAndAsksForItsPassword() throws Exception {
        try (EmbeddedServer server = EmbeddedServer.start(data)) {
            assertThat(ask(server, "show fsync")).isEqualTo("on");
            assertThat(ask(server, "show synchronous_commit")).isEqualTo("on");
            assertThat(ask(server, "show full_page_writes")).isEqualTo("on");
            run(server, "create table kept (id int primary key)");
            run(server, "insert into kept values (7)");
            assertThatThrownBy(() -> DriverManager.getConnection(server.url(), server.user(), "wrong"))
                    .isInstanceOf(SQLException.class);
        }

        try (EmbeddedServer again = EmbeddedServer.start(data)) {
            assertThat(ask(again, "select id from kept")).isEqualTo("7");
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("password"))))
                .isEqualTo("rw-------");
    }

    @Test
    void aServerLeftByAKilledCaravanIsRestarted() throws Exception {
        EmbeddedServer orphan = EmbeddedServer.start(data);
        run(orphan, "create table kept (id int primary key)");

        try (EmbeddedServer next = EmbeddedServer.start(data)) {
            assertThat(ask(next, "select count(*) from kept")).isEqualTo("0");
            assertThatThrownBy(() -> DriverManager.getConnection(orphan.url(), orphan.user(), orphan.password()))
                    .isInstanceOf(SQLException.class);
        }
    }

    @Test
    void aDataFolderServesOneCaravan() {
        try (DataFolderLock lock = DataFolderLock.take(data)) {
            assertThat(lock).isNotNull();
            assertThatThrownBy(() -> DataFolderLock.take(data))
                    .isInstanceOf(ServerProblem.class)
                    .hasMessageContaining("Another Caravan");
        }
        DataFolderLock.take(data).close();
    }

    private static String ask(EmbeddedServer server, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(server.url(), server.user(), server.password());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private static void run(EmbeddedServer server, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(server.url(), server.user(), server.password());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
