package io.caravan.ledger;

import io.caravan.fhir.Rendering;
import io.caravan.sql.Database;
import java.time.InstantSource;

/** What the ledger's parts share. */
record LedgerTools(
        Database database,
        Repeated transactions,
        Seals seals,
        Rendering rendering,
        ResourceReads reads,
        ResourceWrites writes,
        AliasTable aliases,
        InstantSource clock) {

    static LedgerTools of(Database database, Seals seals, Rendering rendering, InstantSource clock) {
        return new LedgerTools(
                database,
                new Repeated(database),
                seals,
                rendering,
                new ResourceReads(),
                new ResourceWrites(seals),
                new AliasTable(),
                clock);
    }

    /** A fold over what was read; each has aliases of its own to add to. */
    Session session(ResourceReads.Read read) {
        return new Session(read.rows(), read.aliases().copy(), seals, rendering);
    }
}
