package io.caravan.sequence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.caravan.balance.Balance;
import io.caravan.crypto.KeyRing;
import io.caravan.crypto.TestKeys;
import io.caravan.deadletter.DeadLetter;
import io.caravan.journal.Desk;
import io.caravan.message.DataClass;
import io.caravan.sql.TestSchema;
import io.caravan.testkit.PostgresServer.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is sent, repaired, discarded and killed in between: nothing is lost, doubled, or passes what it waits for. */
class HoldingThroughCrashesTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int STEPS = 300;

    private final KeyRing keys = TestKeys.create();
    private final Set<String> bad = ConcurrentHashMap.newKeySet();
    private final TestDatabase database = TestSchema.createServerDatabase();
    private Life life = life();
    private int sent;

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void nothingIsLostOrDoubledOrOutOfOrder(long seed) {
        Random random = new Random(seed);
        Life.makeTurns(life.desk.database);
        life.start();
        for (int i = 0; i < STEPS; i++) {
            step(random);
        }
        bad.clear();
        await().atMost(LIMIT).until(() -> {
            unresolved().forEach(letter -> life.replay(letter.id()));
            return life.desk.adt().inFlight() == 0 && unresolved().isEmpty();
        });

        Balance.Counts counts = life.desk.adt();
        assertThat(counts.residual()).isZero();
        assertThat(counts.read()).isEqualTo(sent);
        assertThat(life.desk.query("select count(*) from turn")).isEqualTo(sent);
        assertThat(turnsByPatient().values())
                .as("seed %d", seed)
                .allSatisfy(ids -> assertThat(ids).isSorted());
        assertThat(life.problem).isEmpty();
        life.close();
    }

    private void step(Random random) {
        int what = random.nextInt(100);
        if (what < 70) {
            String control = "c" + sent++;
            if (random.nextInt(8) == 0) {
                bad.add(control);
            }
            life.desk.accept(Desk.message(control, "P" + random.nextInt(5)));
        } else if (what < 85) {
            pick(random).ifPresent(letter -> {
                if (random.nextInt(4) > 0) {
                    bad.remove(letter.controlId());
                    repair(letter);
                }
                life.replay(letter.id());
            });
        } else if (what < 88) {
            pick(random).ifPresent(life::discard);
        } else if (what < 91) {
            life.kill();
            life = life().start();
        } else {
            assertThat(life.desk.adt().residual()).isZero();
        }
    }

    /** The letter's message is good from now on. */
    private void repair(DeadLetter letter) {
        life.desk.journal.find(letter.journalId().orElseThrow()).ifPresent(entry -> {
            String text = new String(entry.payload(), StandardCharsets.UTF_8);
            bad.removeIf(control -> text.contains("|" + control + "|"));
        });
    }

    private Optional<DeadLetter> pick(Random random) {
        List<DeadLetter> open = life.open();
        return open.isEmpty() ? Optional.empty() : Optional.of(open.get(random.nextInt(open.size())));
    }

    private List<DeadLetter> unresolved() {
        return life.open();
    }

    private Life life() {
        return new Life(
                TestSchema.open(database),
                keys,
                Set.of(DataClass.ADT),
                text -> bad.stream().anyMatch(control -> text.contains("|" + control + "|")));
    }

    private Map<Long, List<Long>> turnsByPatient() {
        return life.desk.database.inTransaction(connection -> {
            Map<Long, List<Long>> turns = new HashMap<>();
            try (PreparedStatement statement = connection.prepareStatement(
                            "select patient_hash, journal_id from turn join journal on id = journal_id order by n");
                    ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    turns.computeIfAbsent(rows.getLong(1), any -> new ArrayList<>())
                            .add(rows.getLong(2));
                }
            }
            return turns;
        });
    }
}
