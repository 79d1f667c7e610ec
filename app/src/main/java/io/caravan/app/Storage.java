package io.caravan.app;

import io.caravan.cli.CommandFailure;
import io.caravan.cli.ExitCode;
import io.caravan.config.Settings;
import io.caravan.postgres.EmbeddedServer;
import io.caravan.sql.Database;
import io.caravan.sql.DatabaseSettings;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.flywaydb.core.api.FlywayException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Caravan's own database: the site's server, or one of our own. */
final class Storage {
    private static final Logger LOG = LoggerFactory.getLogger(Storage.class);

    private Storage() {}

    /** Open, and of this version's schema. */
    static Database open(Settings settings, Closing closing) {
        Settings.Database given = settings.database();
        Optional<String> url = given.url();
        DatabaseSettings connection = url.isPresent()
                ? connection(given, url.get(), given.user(), given.password().value())
                : embedded(settings, closing);
        Database database = closing.add("database pool", new Database(connection));
        reach(database);
        try {
            database.migrate();
        } catch (FlywayException e) {
            LOG.error("the schema could not be brought to this version", e);
            throw new CommandFailure(
                    ExitCode.FAILED,
                    "The database's schema cannot be brought to this version of Caravan: it was changed by hand, or by a newer"
                            + " one, or the user may not change it");
        }
        return database;
    }

    private static void reach(Database database) {
        try (Connection connection = database.dataSource().getConnection()) {
            LOG.info("database is PostgreSQL {}", connection.getMetaData().getDatabaseProductVersion());
        } catch (SQLException e) {
            throw new CommandFailure(
                    ExitCode.FAILED,
                    "The database does not let us in; look at database.url, database.user and database.password");
        }
    }

    /** Without migration, for checks. */
    static Optional<Database> existing(Settings settings, Closing closing) {
        Settings.Database given = settings.database();
        return given.url()
                .map(url -> closing.add(
                        "database pool",
                        new Database(connection(
                                given, url, given.user(), given.password().value()))));
    }

    private static DatabaseSettings embedded(Settings settings, Closing closing) {
        EmbeddedServer server = closing.add(
                "embedded PostgreSQL",
                EmbeddedServer.start(settings.folders().data().resolve("postgres")));
        return connection(settings.database(), server.url(), server.user(), server.password());
    }

    private static DatabaseSettings connection(Settings.Database given, String url, String user, String password) {
        return new DatabaseSettings(
                url, user, password, given.connections(), DatabaseSettings.DEFAULT_CONNECTION_TIMEOUT);
    }
}
