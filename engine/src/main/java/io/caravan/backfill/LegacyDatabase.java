package io.caravan.backfill;

import java.time.ZoneId;

/**
 * A legacy database as declared: {@code legacy.<name>.url|user|password}. It is only ever read.
 *
 * @param name also the name of the source's declarations
 * @param url JDBC; its prefix decides the dialect
 * @param zone of its times without an offset: {@code source.<name>.zone}
 */
public record LegacyDatabase(String name, String url, String user, String password, ZoneId zone) {

    /** Without user, password and the URL's parameters, which may hold either. */
    @Override
    public String toString() {
        return "legacy database " + name + " (" + Dialect.of(url) + ")";
    }
}
