package io.caravan.sql;

import io.caravan.testkit.PostgresServer;
import io.caravan.testkit.PostgresServer.TestDatabase;

/** Migrated databases on the tests' real PostgreSQL. */
public final class TestSchema {
    private static final UsedDatabases USED = new UsedDatabases();

    private TestSchema() {}

    /** An empty database with Caravan's schema; the caller closes it, and then another test may have it. */
    public static Database create() {
        return USED.lend(TestSchema::createServerDatabase);
    }

    /** One that no other test will have: for tests that connect to it themselves, or from other processes. */
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
