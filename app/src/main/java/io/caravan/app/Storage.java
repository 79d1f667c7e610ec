package io.caravan.app;

import io.caravan.config.Settings;
import io.caravan.postgres.EmbeddedServer;
import io.caravan.sql.Database;
import io.caravan.sql.DatabaseSettings;
import java.util.Optional;

/** Caravan's own database: the site's server, or one of our own. */
final class Storage {

    private Storage() {}

    /** Open, and of this version's schema. */
    static Database open(Settings settings, Closing closing) {
        Settings.Database given = settings.database();
        Optional<String> url = given.url();
        DatabaseSettings connection = url.isPresent()
                ? connection(given, url.get(), given.user(), given.password().value())
                : embedded(settings, closing);
        Database database = closing.add("database pool", new Database(connection));
        database.migrate();
        return database;
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
