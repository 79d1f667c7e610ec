package io.caravan.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.alert.Condition;
import io.caravan.alert.Condition.Standing;
import io.caravan.journal.Desk;
import io.caravan.message.DataClass;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LetterAlertsTest {
    private static final Failure DATE = new Failure("map", 102, "bad-date", "PID-7", DeadLetter.Cause.DATA);
    private static final Failure UNIT = new Failure("map", 103, "unmapped-unit", "OBX[3]-6", DeadLetter.Cause.DATA);

    private final List<Long> entries = new ArrayList<>();
    private Desk desk;
    private Instant now;

    @BeforeEach
    void begin() {
        desk = new Desk();
        now = Instant.now();
    }

    @AfterEach
    void end() {
        desk.close();
    }

    @Test
    void eachSignatureWithUnresolvedLettersIsOneAlertHoweverManyLettersItHas() {
        fail(DATE, 3);
        fail(UNIT, 2);

        assertThat(standing("dead-letters"))
                .extracting(Standing::text)
                .satisfiesExactly(
                        unit -> assertThat(unit).startsWith("2 unresolved of unmapped-unit at map OBX-6 from test"),
                        date -> assertThat(date).startsWith("3 unresolved of bad-date at map PID-7 from test"));
        assertThat(standing("dead-letters").get(0).dataClass()).isEqualTo(Optional.of(DataClass.ADT));
    }

    @Test
    void aSignatureWhoseLettersAreAllResolvedIsNone() {
        fail(DATE, 2);
        resolveAll();

        assertThat(standing("dead-letters")).isEmpty();
    }

    @Test
    void anUnresolvedLetterThatIsTooOldIsAnAlertOfItsClass() {
        fail(DATE, 2);
        assertThat(standing("dead-letter-age")).isEmpty();

        now = now.plus(Duration.ofHours(25));
        assertThat(standing("dead-letter-age"))
                .singleElement()
                .satisfies(old -> assertThat(old.text()).contains("oldest"));
        resolveAll();
        assertThat(standing("dead-letter-age")).isEmpty();
    }

    @Test
    void aGroupThatGrowsTooFastIsAnAlertUntilAnHourIsQuiet() {
        fail(DATE, 10);
        assertThat(standing("dead-letter-growth")).isEmpty();
        fail(DATE, 1);
        assertThat(standing("dead-letter-growth"))
                .singleElement()
                .satisfies(fast -> assertThat(fast.text()).contains("11 of bad-date"));

        now = now.plus(Duration.ofHours(2));
        assertThat(standing("dead-letter-growth")).isEmpty();
    }

    private List<Standing> standing(String kind) {
        return new LetterAlerts(desk.database, Duration.ofDays(1), 10, () -> now)
                .conditions().stream()
                        .filter(condition -> condition.kind().equals(kind))
                        .map(Condition::standing)
                        .findFirst()
                        .orElseThrow();
    }

    private void fail(Failure failure, int times) {
        List<MessageLetter> letters = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            String controlId = "C" + entries.size();
            long id = desk.accept(Desk.message(controlId, "P1")).id();
            entries.add(id);
            letters.add(new MessageLetter(id, DataClass.ADT, "test", controlId, failure));
        }
        desk.database.inTransaction(connection -> {
            desk.letters.open(connection, letters);
            return 0;
        });
    }

    private void resolveAll() {
        desk.database.inTransaction(connection -> {
            try (var statement = connection.createStatement()) {
                return statement.executeUpdate("update dead_letter set state = 3");
            }
        });
    }
}
