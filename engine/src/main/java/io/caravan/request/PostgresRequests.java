package io.caravan.request;

import io.caravan.crypto.KeyedHash;
import io.caravan.crypto.Sealer;
import io.caravan.crypto.Sealer.Place;
import io.caravan.sql.Database;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.UUID;

/** The table {@code request}. */
public final class PostgresRequests implements Requests {
    /** No command takes as long; a claim without an answer that is older was left by a crash. */
    private static final Duration LEASE = Duration.ofMinutes(2);

    private static final String CLAIM = """
            insert into request (actor, key, action, fingerprint, claim, claimed_at)
            values (?, ?, ?, ?, ?, ?)
            on conflict (actor, key) do nothing
            """;
    private static final String FIND = """
            select action, fingerprint, claim, claimed_at, status, media_type, answer
            from request
            where actor = ? and key = ?
            for update
            """;
    private static final String TAKE_OVER = """
            update request
            set claim = ?, claimed_at = ?
            where actor = ? and key = ?
            """;
    private static final String ANSWER = """
            update request
            set status = ?, media_type = ?, answer = ?
            where actor = ? and key = ? and claim = ? and status is null
            """;
    private static final String RELEASE = """
            delete from request
            where actor = ? and key = ? and claim = ? and status is null
            """;
    private static final String FORGET = """
            delete from request
            where claimed_at < ?
            """;

    private final Database database;
    private final Sealer sealer;
    private final KeyedHash hash;
    private final InstantSource clock;

    public PostgresRequests(Database database, Sealer sealer, KeyedHash hash, InstantSource clock) {
        this.database = database;
        this.sealer = sealer;
        this.hash = hash;
        this.clock = clock;
    }

    @Override
    public Claim claim(Request request) {
        byte[] fingerprint = hash.hash("request", request.content());
        Ticket ticket = new Ticket(request.actor(), request.key(), UUID.randomUUID());
        return database.inRepeatedTransaction(connection -> {
            if (insert(connection, request, fingerprint, ticket)) {
                return new Claim.Granted(ticket);
            }
            return existing(connection, request, fingerprint, ticket);
        });
    }

    @Override
    public void answer(Ticket ticket, Answer answer) {
        byte[] sealed = sealer.seal(answer.body(), place(ticket.actor(), ticket.key()));
        database.inRepeatedTransaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(ANSWER)) {
                statement.setInt(1, answer.status());
                statement.setString(2, answer.mediaType());
                statement.setBytes(3, sealed);
                bind(statement, 4, ticket);
                return statement.executeUpdate();
            }
        });
    }

    @Override
    public void release(Ticket ticket) {
        database.inRepeatedTransaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(RELEASE)) {
                bind(statement, 1, ticket);
                return statement.executeUpdate();
            }
        });
    }

    @Override
    public int forget(Instant before) {
        return database.inTransaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(FORGET)) {
                statement.setTimestamp(1, Timestamp.from(before));
                return statement.executeUpdate();
            }
        });
    }

    private boolean insert(Connection connection, Request request, byte[] fingerprint, Ticket ticket)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(CLAIM)) {
            statement.setString(1, request.actor());
            statement.setString(2, request.key());
            statement.setString(3, request.action());
            statement.setBytes(4, fingerprint);
            statement.setObject(5, ticket.claim());
            statement.setTimestamp(6, Timestamp.from(clock.instant()));
            return statement.executeUpdate() == 1;
        }
    }

    private Claim existing(Connection connection, Request request, byte[] fingerprint, Ticket ticket)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(FIND)) {
            statement.setString(1, request.actor());
            statement.setString(2, request.key());
            try (ResultSet rows = statement.executeQuery()) {
                if (!rows.next()) { // released between the two statements
                    return new Claim.UnderWay();
                }
                if (!rows.getString(1).equals(request.action()) || !Arrays.equals(rows.getBytes(2), fingerprint)) {
                    return new Claim.Mismatch();
                }
                int status = rows.getInt(5); // no answer has status 0: NULL
                if (status != 0) {
                    byte[] body = sealer.open(rows.getBytes(7), place(request.actor(), request.key()));
                    return new Claim.Answered(new Answer(status, rows.getString(6), body));
                }
                if (rows.getTimestamp(4).toInstant().plus(LEASE).isAfter(clock.instant())) {
                    return new Claim.UnderWay();
                }
            }
        }
        takeOver(connection, ticket);
        return new Claim.Granted(ticket);
    }

    private void takeOver(Connection connection, Ticket ticket) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(TAKE_OVER)) {
            statement.setObject(1, ticket.claim());
            statement.setTimestamp(2, Timestamp.from(clock.instant()));
            statement.setString(3, ticket.actor());
            statement.setString(4, ticket.key());
            statement.executeUpdate();
        }
    }

    private static void bind(PreparedStatement statement, int first, Ticket ticket) throws SQLException {
        statement.setString(first, ticket.actor());
        statement.setString(first + 1, ticket.key());
        statement.setObject(first + 2, ticket.claim());
    }

    private static Place place(String actor, String key) {
        byte[] name = (actor + "\n" + key).getBytes(StandardCharsets.UTF_8);
        return new Place("request/1", "request", UUID.nameUUIDFromBytes(name).toString(), 0);
    }
}
