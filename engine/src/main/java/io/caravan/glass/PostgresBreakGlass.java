package io.caravan.glass;

import io.caravan.alert.Alarm;
import io.caravan.message.DataClass;
import io.caravan.sql.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The table {@code break_glass}. */
public final class PostgresBreakGlass implements BreakGlass {
    private static final String KIND = "break-glass";

    private static final String COLUMNS =
            "id, actor, subject, data_class, reason, granted_at, expires_at, ended_at, ended_by, looks";

    private static final String OPEN = """
            insert into break_glass (actor, subject, data_class, reason, granted_at, expires_at, looks)
            values (?, ?, ?, ?, ?, ?, 0)
            returning %s
            """.formatted(COLUMNS);
    private static final String USE = """
            update break_glass
            set looks = looks + 1
            where id = (
                select id
                from break_glass
                where actor = ? and subject = ? and ended_at is null and expires_at > ?
                order by expires_at desc
                limit 1
                for update)
            returning %s
            """.formatted(COLUMNS);
    private static final String LIST = """
            select %s
            from break_glass
            where id < ? and (?::text is null or actor = ?::text)
            order by id desc
            limit ?
            """.formatted(COLUMNS);
    private static final String FIND = """
            select %s
            from break_glass
            where id = ?
            """.formatted(COLUMNS);
    private static final String END = """
            update break_glass
            set ended_at = ?, ended_by = ?
            where id = ? and ended_at is null and expires_at > ?
            returning %s
            """.formatted(COLUMNS);
    private static final String EXPIRE = """
            update break_glass
            set ended_at = expires_at
            where ended_at is null and expires_at <= ?
            returning %s
            """.formatted(COLUMNS);

    private final Database database;
    private final Alarm alarm;
    private final InstantSource clock;

    public PostgresBreakGlass(Database database, Alarm alarm, InstantSource clock) {
        this.database = database;
        this.alarm = alarm;
        this.clock = clock;
    }

    @Override
    public Permission open(Wish wish) {
        Instant now = clock.instant();
        Permission permission = run(OPEN, statement -> {
                    statement.setString(1, wish.actor());
                    statement.setString(2, wish.subject());
                    statement.setObject(
                            3,
                            wish.dataClass().map(one -> (short) one.ordinal()).orElse(null),
                            Types.SMALLINT);
                    statement.setString(4, wish.reason());
                    statement.setTimestamp(5, Timestamp.from(now));
                    statement.setTimestamp(6, Timestamp.from(now.plus(wish.span())));
                })
                .get(0);
        alarm.raise(KIND, permission.dataClass(), alertSubject(permission), text(permission));
        return permission;
    }

    @Override
    public Optional<Permission> use(String actor, String subject) {
        return run(USE, statement -> {
                    statement.setString(1, actor);
                    statement.setString(2, subject);
                    statement.setTimestamp(3, Timestamp.from(clock.instant()));
                })
                .stream()
                .findFirst();
    }

    @Override
    public List<Permission> list(Optional<String> actor, long beforeId, int limit) {
        return run(LIST, statement -> {
            statement.setLong(1, beforeId);
            statement.setString(2, actor.orElse(null));
            statement.setString(3, actor.orElse(null));
            statement.setInt(4, limit);
        });
    }

    @Override
    public Optional<Permission> find(long id) {
        return run(FIND, statement -> statement.setLong(1, id)).stream().findFirst();
    }

    @Override
    public Optional<Permission> end(long id, String by) {
        Timestamp now = Timestamp.from(clock.instant());
        Optional<Permission> ended = run(END, statement -> {
                    statement.setTimestamp(1, now);
                    statement.setString(2, by);
                    statement.setLong(3, id);
                    statement.setTimestamp(4, now);
                })
                .stream()
                .findFirst();
        ended.ifPresent(this::resolve);
        return ended;
    }

    @Override
    public void expire() {
        run(EXPIRE, statement -> statement.setTimestamp(1, Timestamp.from(clock.instant())))
                .forEach(this::resolve);
    }

    private void resolve(Permission permission) {
        alarm.resolve(KIND, permission.dataClass(), alertSubject(permission));
    }

    /** Each permission has an alert of its own: one that ends must not close another's. */
    private static String alertSubject(Permission permission) {
        return permission.actor() + " #" + permission.id();
    }

    /** Alerts leave the house: they name a letter, never a patient's resource. */
    private static String text(Permission permission) {
        String what = permission.dataClass().isPresent() ? permission.subject() : "a resource";
        return permission.actor() + " may see " + what + " in clear until "
                + permission.expiresAt().truncatedTo(ChronoUnit.SECONDS)
                + "; caravan break-glass list tells why, caravan break-glass end " + permission.id() + " ends it";
    }

    private List<Permission> run(String sql, Binding binding) {
        return database.inRepeatedTransaction(connection -> run(connection, sql, binding));
    }

    private static List<Permission> run(Connection connection, String sql, Binding binding) throws SQLException {
        List<Permission> found = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            binding.bind(statement);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(read(rows));
                }
            }
        }
        return found;
    }

    private static Permission read(ResultSet rows) throws SQLException {
        int dataClass = rows.getInt(4);
        Optional<DataClass> ofClass = rows.wasNull() ? Optional.empty() : Optional.of(DataClass.values()[dataClass]);
        String endedBy = rows.getString(9);
        return new Permission(
                rows.getLong(1),
                rows.getString(2),
                rows.getString(3),
                ofClass,
                rows.getString(5),
                rows.getTimestamp(6).toInstant(),
                rows.getTimestamp(7).toInstant(),
                Optional.ofNullable(rows.getTimestamp(8)).map(Timestamp::toInstant),
                endedBy == null ? "" : endedBy,
                rows.getInt(10));
    }

    private interface Binding {
        void bind(PreparedStatement statement) throws SQLException;
    }
}
