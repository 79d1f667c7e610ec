package io.caravan.ledger;

import io.caravan.crypto.KeyedHash;
import io.caravan.sql.Database;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.HexFormat;

/**
 * Refuses a keyset that is not the database's own, before every message ends as a dead letter because no state opens. The
 * first keyset that a database meets is its own.
 */
final class KeysetGuard {
    private static final int FINGERPRINT_BYTES = 8;

    private static final String CLAIM = """
            insert into keyset_in_use (fingerprint)
            values (?)
            on conflict (only_row) do update set fingerprint = keyset_in_use.fingerprint
            returning fingerprint
            """;

    private final Database database;
    private final KeyedHash hash;

    KeysetGuard(Database database, KeyedHash hash) {
        this.database = database;
        this.hash = hash;
    }

    /** @throws IllegalStateException naming both fingerprints and the remedy */
    void check() {
        byte[] bytes = hash.hash("keyset", new byte[0]);
        String mine = HexFormat.of().formatHex(bytes, 0, FINGERPRINT_BYTES);
        String known = database.inTransaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(CLAIM)) {
                statement.setString(1, mine);
                try (ResultSet rows = statement.executeQuery()) {
                    rows.next();
                    return rows.getString(1);
                }
            }
        });
        if (!known.equals(mine)) {
            throw new IllegalStateException(
                    "the keyset " + mine + " is not the one this database was sealed by, which is " + known
                            + ". Restore that keyset and its key-encryption key from their backup, or use another database");
        }
    }
}
