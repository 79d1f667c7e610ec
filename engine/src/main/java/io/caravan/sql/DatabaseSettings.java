package io.caravan.sql;

import java.time.Duration;

/**
 * Where the database is and how much of it may be used.
 *
 * @param url JDBC URL of a PostgreSQL
 * @param maxConnections of the pool
 * @param connectionTimeout how long work waits for a connection before it fails as {@link DatabaseFailure.Kind#TRANSIENT}
 */
public record DatabaseSettings(
        String url, String user, String password, int maxConnections, Duration connectionTimeout) {

    public static final int DEFAULT_MAX_CONNECTIONS = 12;
    public static final Duration DEFAULT_CONNECTION_TIMEOUT = Duration.ofSeconds(3);

    public DatabaseSettings {
        if (!url.startsWith("jdbc:postgresql:")) {
            throw new IllegalArgumentException("The database URL must begin with jdbc:postgresql:");
        }
        if (maxConnections < 2) {
            throw new IllegalArgumentException(
                    "The pool needs at least 2 connections (the journal and one more), not " + maxConnections);
        }
    }

    public DatabaseSettings(String url, String user, String password) {
        this(url, user, password, DEFAULT_MAX_CONNECTIONS, DEFAULT_CONNECTION_TIMEOUT);
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "DatabaseSettings[url=" + url + ", user=" + user + ", maxConnections=" + maxConnections + "]";
    }
}
