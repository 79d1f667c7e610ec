package io.caravan.ledger;

import io.caravan.fold.Change;
import io.caravan.fold.Merge;
import io.caravan.fold.ResourceKey;
import io.caravan.fold.ResourceType;
import io.caravan.map.Mapped;
import io.caravan.sql.DatabaseFailure;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Reads what a fold needs: the aliases of its patients and the states of its resources. */
final class ResourceReads {
    /**
     * Whoever folds holds the lock shared, whoever adds an alias holds it alone: nobody can write a resource for a patient
     * that is being merged away. The lock is a statement of its own, so that what follows sees what its holder committed.
     */
    private static final long ALIAS_LOCK = 0x43_41_52_41_56_41_4eL;

    private static final String LOCK_SHARED = "select pg_advisory_xact_lock_shared(" + ALIAS_LOCK + ")";
    private static final String LOCK_ALONE = "select pg_advisory_xact_lock(" + ALIAS_LOCK + ")";

    private static final String ALIASES = """
            with recursive path as (
                select patient, part, survivor, kind, rank, micros, tie, source, control_id
                from patient_alias
                where patient = any(?)
                union
                select above.patient, above.part, above.survivor, above.kind, above.rank, above.micros, above.tie,
                    above.source, above.control_id
                from path
                join patient_alias above on above.patient = path.survivor
            )
            select patient, part, survivor, kind, rank, micros, tie, source, control_id
            from path
            """;

    /** With those below too: a merge may change what holds among all that are the same. */
    private static final String ALL_ALIASES = """
            with recursive everyone as (
                select unnest(?::uuid[]) as patient
                union
                select case when alias.patient = everyone.patient then alias.survivor else alias.patient end
                from everyone
                join patient_alias alias
                  on alias.patient = everyone.patient or alias.survivor = everyone.patient
                where alias.kind < %1$d
            )
            select patient, part, survivor, kind, rank, micros, tie, source, control_id
            from patient_alias
            where patient = any(array(select patient from everyone))
            """.formatted(Merge.Kind.VISIT_NUMBER.ordinal());

    private static final String STATES = """
            select id, type, revision, version, body_hash, state
            from resource
            where id = any(?)
            """;

    /**
     * What was read, for one transaction.
     *
     * @param held rows that nobody else can write until the transaction ends
     */
    record Read(Map<ResourceKey, StoredRow> rows, Aliases aliases, Set<UUID> held) {}

    Read read(Connection connection, Collection<Mapped> records) throws SQLException {
        return read(connection, named(records), locked(records));
    }

    /**
     * Keeps others from writing the resources until the transaction ends.
     *
     * @param beside what else the fold is known to write
     */
    Read readHeld(Connection connection, Collection<Mapped> records, Set<UUID> beside) throws SQLException {
        Wanted wanted = named(records);
        Set<UUID> all = new HashSet<>(wanted.ids());
        all.addAll(beside);
        return read(connection, new Wanted(wanted.ids(), wanted.patients(), wanted.everyone(), all), locked(records));
    }

    /** Without a lock, for those that will not write: on a snapshot, so that what is read fits together. */
    Read look(Connection connection, Collection<Mapped> records) throws SQLException {
        return read(connection, named(records), new Pipeline());
    }

    private static Wanted named(Collection<Mapped> records) {
        Set<UUID> ids = new HashSet<>();
        Set<UUID> patients = new HashSet<>();
        boolean merges = false;
        for (Mapped one : records) {
            for (Change change : one.changes()) {
                ids.add(change.key().id());
                change.patient().ifPresent(patients::add);
                if (change.key().type() == ResourceType.PATIENT) {
                    patients.add(change.key().id());
                }
            }
            for (Merge merge : one.merges()) {
                merges |= merge.regroups();
                if (merge.part().isEmpty()) {
                    ids.add(merge.from());
                    ids.add(merge.into());
                }
                patients.add(merge.from());
                if (merge.regroups()) {
                    patients.add(merge.into());
                }
            }
        }
        return new Wanted(ids, patients, merges, Set.of());
    }

    Read read(Connection connection, Set<UUID> ids, Set<UUID> patients, boolean alone) throws SQLException {
        return read(connection, new Wanted(ids, patients, alone, Set.of()), locked(alone));
    }

    /**
     * @param everyone whether the aliases of all that are the same are wanted, not only of those above
     * @param hold rows that nobody else may write from now on
     */
    private record Wanted(Set<UUID> ids, Set<UUID> patients, boolean everyone, Set<UUID> hold) {}

    private static Pipeline locked(Collection<Mapped> records) {
        return locked(records.stream().flatMap(one -> one.merges().stream()).anyMatch(Merge::regroups));
    }

    private static Pipeline locked(boolean alone) {
        return new Pipeline().select(alone ? LOCK_ALONE : LOCK_SHARED, rows -> {});
    }

    private static Read read(Connection connection, Wanted wanted, Pipeline pipeline) throws SQLException {
        Read read = new Read(new HashMap<>(), new Aliases(), new HashSet<>(0));
        if (!wanted.patients().isEmpty()) {
            pipeline.select(
                    wanted.everyone() ? ALL_ALIASES : ALIASES,
                    rows -> readAliases(rows, read.aliases()),
                    array(connection, wanted.patients()));
        }
        if (!wanted.hold().isEmpty()) {
            RowOrder.hold(pipeline, connection, wanted.hold(), read.held());
        }
        if (!wanted.ids().isEmpty()) {
            pipeline.select(STATES, rows -> readStates(rows, read.rows()), array(connection, wanted.ids()));
        }
        pipeline.run(connection);
        readSurvivors(connection, wanted.ids(), wanted.patients(), read);
        return read;
    }

    /** @throws DatabaseFailure when the database cannot be asked */
    Map<ResourceKey, StoredRow> rows(Connection connection, Set<ResourceKey> keys) {
        return rows(connection, keys, Set.of(), new Aliases());
    }

    /**
     * Adds to what was read in the same transaction.
     *
     * @throws DatabaseFailure when the database cannot be asked
     */
    Map<ResourceKey, StoredRow> rows(
            Connection connection, Set<ResourceKey> keys, Set<UUID> patients, Aliases aliases) {
        Map<ResourceKey, StoredRow> found = new HashMap<>();
        try {
            Set<UUID> ids = keys.stream().map(ResourceKey::id).collect(Collectors.toSet());
            Pipeline pipeline = new Pipeline();
            if (!patients.isEmpty()) {
                pipeline.select(ALIASES, rows -> readAliases(rows, aliases), array(connection, patients));
            }
            pipeline.select(STATES, rows -> readStates(rows, found), array(connection, ids))
                    .run(connection);
        } catch (SQLException e) {
            throw DatabaseFailure.of(e);
        }
        return found;
    }

    /** Merged patients hand their identifiers on: those above them are needed too. */
    private static void readSurvivors(Connection connection, Set<UUID> ids, Set<UUID> patients, Read read)
            throws SQLException {
        if (read.aliases().isEmpty()) {
            return;
        }
        Set<UUID> more = new HashSet<>();
        for (UUID patient : patients) {
            more.addAll(read.aliases().above(patient));
            more.addAll(read.aliases().otherNumbers(patient));
        }
        more.removeAll(ids);
        if (!more.isEmpty()) {
            new Pipeline()
                    .select(STATES, rows -> readStates(rows, read.rows()), array(connection, more))
                    .run(connection);
        }
    }

    private static void readAliases(ResultSet rows, Aliases aliases) throws SQLException {
        while (rows.next()) {
            aliases.add(AliasTable.edge(rows));
        }
    }

    static void readStates(ResultSet rows, Map<ResourceKey, StoredRow> into) throws SQLException {
        while (rows.next()) {
            StoredRow row = row(rows);
            into.put(row.key(), row);
        }
    }

    /** From id, type, revision, version, body_hash, state. */
    static StoredRow row(ResultSet rows) throws SQLException {
        ResourceKey key = new ResourceKey(Seals.type(rows.getInt(2)), rows.getObject(1, UUID.class));
        return new StoredRow(key, rows.getInt(3), rows.getInt(4), rows.getBytes(5), rows.getBytes(6));
    }

    static Array array(Connection connection, Set<UUID> ids) throws SQLException {
        return connection.createArrayOf("uuid", ids.toArray());
    }
}
