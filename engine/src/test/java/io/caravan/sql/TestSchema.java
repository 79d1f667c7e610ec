package io.caravan.sql;

import io.caravan.testkit.PostgresServer;
import io.caravan.testkit.PostgresServer.TestDatabase;

/** Migrated databases on the tests' real PostgreSQL. */
public final class TestSchema {
    private TestSchema() {}

    /** A fresh database with Caravan's schema; the caller closes it. */
    public static Database create() {
        return open(createServerDatabase());
    }

    public static TestDatabase createServerDatabase() {
        return PostgresServer.shared().create("caravan_schema", template -> {
            try (Database database = open(template)) {
                database.migrate();
            }
        });
    }

    public static Database open(TestDatabase at) {
        return new Database(new DatabaseSettings(at.url(), at.user(), at.password()));
    }
}
