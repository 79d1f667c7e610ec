package io.caravan.sequence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.caravan.balance.Balance;
import io.caravan.crypto.KeyRing;
import io.caravan.crypto.TestKeys;
import io.caravan.deadletter.DeadLetter;
import io.caravan.deadletter.Decision;
import io.caravan.journal.Desk;
import io.caravan.journal.Receipt;
import io.caravan.message.DataClass;
import io.caravan.sql.TestSchema;
import io.caravan.testkit.PostgresServer.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HoldingDispatcherTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Set<DataClass> HOLD = Set.of(DataClass.ADT);

    private final KeyRing keys = TestKeys.create();
    private final Set<String> bad = ConcurrentHashMap.newKeySet();
    private TestDatabase database;
    private Life life;

    @BeforeEach
    void open() {
        database = TestSchema.createServerDatabase();
        life = life(HOLD);
        Life.makeTurns(life.desk.database);
        life.start();
    }

    @AfterEach
    void close() {
        assertThat(life.problem).isEmpty();
        life.close();
    }

    @Test
    void laterMessagesOfThePatientWaitBehindTheLetterAndFollowItsReplayInOrder() {
        long first = send("1", "ANNA", true);
        DeadLetter letter = awaitLetter(first);
        long second = send("2", "ANNA", false);
        long third = send("3", "ANNA", false);
        long other = send("4", "BERT", false);

        awaitTurns(other);
        await().atMost(LIMIT).until(() -> parked() == 2);
        assertThat(life.dispatcher.parked().behind(letter.id())).isEqualTo(2);
        assertThat(life.desk.adt()).isEqualTo(new Balance.Counts(4, 1, 0, 0, 0, 1, 2));

        bad.clear();
        life.replay(letter.id());

        awaitTurns(other, first, second, third);
        await().atMost(LIMIT).until(() -> life.desk.query("select count(*) from parked") == 0);
        assertThat(life.desk.adt()).isEqualTo(new Balance.Counts(4, 4, 0, 0, 0, 0, 0));
        assertThat(life.dispatcher.parked().counts()).isEmpty();
    }

    @Test
    void aDiscardLetsThoseBehindItGo() {
        long first = send("1", "ANNA", true);
        DeadLetter letter = awaitLetter(first);
        long second = send("2", "ANNA", false);
        long third = send("3", "ANNA", false);
        await().atMost(LIMIT).until(() -> parked() == 2);

        life.discard(letter.id());

        awaitTurns(second, third);
        assertThat(life.desk.adt()).isEqualTo(new Balance.Counts(3, 2, 0, 0, 0, 1, 0));
    }

    @Test
    void aDiscardedLetterThatIsOpenedAgainHoldsLaterMessagesAgain() {
        DeadLetter letter = awaitLetter(send("1", "ANNA", true));
        long second = send("2", "ANNA", false);
        await().atMost(LIMIT).until(() -> parked() == 1);
        life.discard(letter.id());
        awaitTurns(second);

        life.reopen(letter.id());
        send("3", "ANNA", false);

        await().atMost(LIMIT).until(() -> parked() == 1);
        assertThat(life.desk.adt()).isEqualTo(new Balance.Counts(3, 1, 0, 0, 0, 1, 1));
    }

    @Test
    void aReplayThatFailsAgainLetsNobodyPass() {
        DeadLetter letter = awaitLetter(send("1", "ANNA", true));
        send("2", "ANNA", false);
        await().atMost(LIMIT).until(() -> parked() == 1);

        life.replay(letter.id());

        await().atMost(LIMIT)
                .until(() -> life.letters.find(letter.id()).orElseThrow().attempts() == 2);
        long third = send("3", "ANNA", false);
        await().atMost(LIMIT).until(() -> parked() == 2);
        assertThat(turns()).isEmpty();
        assertThat(third).isPositive();
        assertThat(life.desk.adt()).isEqualTo(new Balance.Counts(3, 0, 0, 0, 0, 1, 2));
    }

    @Test
    void aReleasedMessageThatFailsHoldsThoseBehindItself() {
        DeadLetter letter = awaitLetter(send("1", "ANNA", true));
        long second = send("2", "ANNA", true);
        long third = send("3", "ANNA", false);
        await().atMost(LIMIT).until(() -> parked() == 2);

        life.discard(letter.id());

        DeadLetter next = awaitLetter(second);
        await().atMost(LIMIT).until(() -> parked() == 1);
        assertThat(turns()).isEmpty();
        bad.clear();
        life.replay(next.id());
        awaitTurns(second, third);
    }

    @Test
    void aHeldLetterHoldsToo() {
        DeadLetter letter = awaitLetter(send("1", "ANNA", true));
        life.letters.hold(List.of(letter.id()), new Decision("olga", "the code map is being made"));

        send("2", "ANNA", false);

        await().atMost(LIMIT).until(() -> parked() == 1);
        assertThat(turns()).isEmpty();
    }

    @Test
    void aRedeliveredDuplicateOfAParkedMessageIsOneMessage() {
        DeadLetter letter = awaitLetter(send("1", "ANNA", true));
        long second = send("2", "ANNA", false);
        await().atMost(LIMIT).until(() -> parked() == 1);

        Receipt again = life.desk.accept(Desk.message("2", "ANNA"));

        assertThat(again.kind()).isEqualTo(Receipt.Kind.DUPLICATE);
        life.discard(letter.id());
        awaitTurns(second);
        assertThat(life.desk.adt().residual()).isZero();
    }

    @Test
    void anEditKeepsItsPlaceBeforeThoseThatWait() {
        long first = send("1", "ANNA", true);
        DeadLetter letter = awaitLetter(first);
        long second = send("2", "ANNA", false);
        await().atMost(LIMIT).until(() -> parked() == 1);

        life.letters.edit(
                letter.id(), bytes -> "MSH|repaired".getBytes(StandardCharsets.UTF_8), new Decision("olga", "x"));
        life.replay(letter.id());

        awaitTurns(first, second);
    }

    @Test
    void aClashHoldsWhatComesAfterItAndNotWhatCameBefore() {
        long first = send("1", "ANNA", false);
        awaitTurns(first);
        Receipt clash = life.desk.accept(Desk.message(DataClass.ADT, "1", "ANNA", "MSH|another content"));
        long third = send("3", "ANNA", false);

        await().atMost(LIMIT).until(() -> parked() == 1);
        assertThat(clash.kind()).isEqualTo(Receipt.Kind.CLASH);
        life.discard(awaitLetter(clash.id()).id());
        awaitTurns(first, third);
    }

    @Test
    void messagesOfNoPatientWaitForNobody() {
        awaitLetter(send("1", "", true));

        long second = send("2", "", false);

        awaitTurns(second);
        assertThat(parked()).isZero();
    }

    @Test
    void whatIsParkedIsFoundAfterARestartAndGoesInOrder() {
        long first = send("1", "ANNA", true);
        DeadLetter letter = awaitLetter(first);
        long second = send("2", "ANNA", false);
        await().atMost(LIMIT).until(() -> parked() == 1);
        life.kill();
        life = life(HOLD).start();
        long third = send("3", "ANNA", false);
        await().atMost(LIMIT).until(() -> parked() == 2);
        life.kill();
        Life dead = life(HOLD); // replays, and dies before anything is dispatched
        dead.replay(letter.id());
        dead.kill();
        bad.clear();

        life = life(HOLD).start();

        awaitTurns(first, second, third);
        assertThat(life.desk.adt()).isEqualTo(new Balance.Counts(3, 3, 0, 0, 0, 0, 0));
    }

    @Test
    void aClassThatDoesNotHoldAnyMoreLetsGoInOrder() {
        awaitLetter(send("1", "ANNA", true));
        List<Long> later = new ArrayList<>();
        for (int i = 2; i < 12; i++) {
            later.add(send(Integer.toString(i), "ANNA", false));
        }
        await().atMost(LIMIT).until(() -> parked() == 10);
        life.kill();

        life = life(Set.of()).start();

        later.add(send("12", "ANNA", false));
        awaitTurns(later.toArray(Long[]::new));
        assertThat(life.desk.adt()).isEqualTo(new Balance.Counts(12, 11, 0, 0, 0, 1, 0));
    }

    @Test
    void aClassThatContinuesParksNothing() {
        life.kill();
        life = life(Set.of()).start();
        awaitLetter(send("1", "ANNA", true));

        long second = send("2", "ANNA", false);

        awaitTurns(second);
        assertThat(life.desk.query("select count(*) from parked")).isZero();
    }

    private Life life(Set<DataClass> holding) {
        return new Life(
                TestSchema.open(database),
                keys,
                holding,
                text -> bad.stream().anyMatch(control -> text.contains("|" + control + "|")));
    }

    private long send(String controlId, String patient, boolean fails) {
        if (fails) {
            bad.add(controlId);
        }
        return life.desk.accept(Desk.message(controlId, patient)).id();
    }

    private DeadLetter awaitLetter(long journalId) {
        await().atMost(LIMIT).until(() -> letter(journalId).isPresent());
        return letter(journalId).orElseThrow();
    }

    private Optional<DeadLetter> letter(long journalId) {
        return life.open().stream()
                .filter(letter -> letter.journalId().equals(Optional.of(journalId)))
                .findFirst();
    }

    private long parked() {
        return life.dispatcher.parked().counts().getOrDefault(DataClass.ADT, 0L);
    }

    private void awaitTurns(Long... ids) {
        await().atMost(LIMIT).untilAsserted(() -> assertThat(turns()).containsExactly(ids));
    }

    private List<Long> turns() {
        return life.desk.database.inTransaction(connection -> {
            List<Long> ids = new ArrayList<>();
            try (PreparedStatement statement = connection.prepareStatement("select journal_id from turn order by n");
                    ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    ids.add(rows.getLong(1));
                }
            }
            return ids;
        });
    }
}
