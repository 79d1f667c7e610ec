package io.caravan.deadletter;

import io.caravan.crypto.KeyedHash;
import io.caravan.deadletter.LetterFilter.Number;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The numbers under which letters are found, as keyed hashes: the table {@code dead_letter_key}. */
final class LetterKeys {
    private static final String INSERT = """
            insert into dead_letter_key (letter_id, kind, hash)
            select letter_id, kind, hash
            from unnest(?::bigint[], ?::smallint[], ?::bigint[]) as found (letter_id, kind, hash)
            order by kind, hash, letter_id
            on conflict do nothing
            """;

    private final KeyedHash hash;

    LetterKeys(KeyedHash hash) {
        this.hash = hash;
    }

    long hash(Number number, String value) {
        return hash.hash64("letter/" + number.name(), value.strip());
    }

    /** As the journal has it of a message of this patient; 0 = no patient. */
    long patient(String authority, String number) {
        if (number.isEmpty()) {
            return 0;
        }
        long patient = hash.hash64("patient", authority + '|' + number);
        return patient == 0 ? 1 : patient;
    }

    void insert(Connection connection, Batch batch) throws SQLException {
        if (batch.letterIds.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
            statement.setArray(1, connection.createArrayOf("bigint", batch.letterIds.toArray()));
            statement.setArray(2, connection.createArrayOf("smallint", batch.kinds.toArray()));
            statement.setArray(3, connection.createArrayOf("bigint", batch.hashes.toArray()));
            statement.executeUpdate();
        }
    }

    /** Keys of several letters. */
    final class Batch {
        private final List<Long> letterIds = new ArrayList<>();
        private final List<Short> kinds = new ArrayList<>();
        private final List<Long> hashes = new ArrayList<>();

        void add(long letterId, Contents contents) {
            contents.numbers()
                    .forEach((number, values) -> values.forEach(value -> {
                        letterIds.add(letterId);
                        kinds.add((short) number.ordinal());
                        hashes.add(hash(number, value));
                    }));
        }
    }
}
