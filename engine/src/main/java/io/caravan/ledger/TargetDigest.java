package io.caravan.ledger;

import io.caravan.crypto.KeyedHash;
import io.caravan.crypto.Sealer;
import io.caravan.fold.ResourceKey;
import io.caravan.fold.ResourceType;
import io.caravan.sql.Database;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;

/**
 * What the target holds, in a few numbers: two runs that brought the same content have the same digest, whatever the order,
 * the keys and the number of versions.
 *
 * @param sums for each type, the sum modulo 2^256 of the salted SHA-256 of each rendered resource, hexadecimal
 */
public record TargetDigest(Map<ResourceType, Long> counts, Map<ResourceType, String> sums) {
    private static final BigInteger MODULUS = BigInteger.ONE.shiftLeft(256);
    private static final int FETCH = 1000;

    private static final String BODIES = """
            select type, id, version, body
            from resource
            where body is not null
            """;

    public TargetDigest {
        counts = Map.copyOf(counts);
        sums = Map.copyOf(sums);
    }

    /**
     * Opens every resource, on one snapshot.
     *
     * @param salt keeps a digest from confirming a guess at a single resource; the same for runs that are to be compared
     */
    public static TargetDigest of(Database database, Sealer sealer, KeyedHash keyedHash, String salt) {
        return of(database, new Seals(sealer, keyedHash), salt);
    }

    static TargetDigest of(Database database, Seals seals, String salt) {
        return database.inSnapshot(connection -> sum(connection, seals, salt));
    }

    /** One digest over the counts and sums of all types, hexadecimal. */
    public String whole() {
        MessageDigest sha256 = sha256();
        for (ResourceType type : ResourceType.values()) {
            String line =
                    type.fhirName() + " " + counts.getOrDefault(type, 0L) + " " + sums.getOrDefault(type, "0") + "\n";
            sha256.update(line.getBytes(StandardCharsets.UTF_8));
        }
        return HexFormat.of().formatHex(sha256.digest());
    }

    private static TargetDigest sum(Connection connection, Seals seals, String salt) throws SQLException {
        Map<ResourceType, Long> counts = new EnumMap<>(ResourceType.class);
        Map<ResourceType, BigInteger> sums = new EnumMap<>(ResourceType.class);
        MessageDigest sha256 = sha256();
        byte[] salted = salt.getBytes(StandardCharsets.UTF_8);
        try (PreparedStatement statement = connection.prepareStatement(BODIES)) {
            statement.setFetchSize(FETCH);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    ResourceKey key = new ResourceKey(Seals.type(rows.getInt(1)), rows.getObject(2, UUID.class));
                    sha256.update(salted);
                    byte[] hash = sha256.digest(seals.openBody(key, rows.getInt(3), rows.getBytes(4)));
                    counts.merge(key.type(), 1L, Long::sum);
                    sums.merge(
                            key.type(),
                            new BigInteger(1, hash),
                            (a, b) -> a.add(b).mod(MODULUS));
                }
            }
        }
        Map<ResourceType, String> hexadecimal = new EnumMap<>(ResourceType.class);
        sums.forEach((type, sum) -> hexadecimal.put(type, sum.toString(16)));
        return new TargetDigest(counts, hexadecimal);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
