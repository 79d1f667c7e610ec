package io.caravan.ledger;

import io.caravan.sql.Database;
import java.sql.Connection;
import java.time.InstantSource;

/** What the ledger's parts share. */
record LedgerTools(
        Database database,
        Repeated transactions,
        Seals seals,
        Rules rules,
        ResourceReads reads,
        ResourceWrites writes,
        AliasTable aliases,
        InstantSource clock) {

    static LedgerTools of(Database database, Seals seals, Rules rules, InstantSource clock) {
        return new LedgerTools(
                database,
                new Repeated(database),
                seals,
                rules,
                new ResourceReads(),
                new ResourceWrites(seals),
                new AliasTable(),
                clock);
    }

    /** A fold over what was read; each has aliases of its own to add to. */
    Session session(Connection connection, ResourceReads.Read read) {
        Session session = new Session(
                read.rows(),
                read.aliases().copy(),
                seals,
                rules,
                (keys, patients, aliases) -> reads.rows(connection, keys, patients, aliases));
        session.readAhead();
        return session;
    }
}
