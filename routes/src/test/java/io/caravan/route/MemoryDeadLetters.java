package io.caravan.route;

import io.caravan.deadletter.DeadLetter;
import io.caravan.deadletter.DeadLetters;
import io.caravan.deadletter.Decision;
import io.caravan.deadletter.Failure;
import io.caravan.journal.JournalEntry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Dead letters without a database. It can be made to fail. */
final class MemoryDeadLetters implements DeadLetters {
    private final List<DeadLetter> letters = new ArrayList<>();
    private boolean away;

    /** While it is away no letter can be opened. */
    public synchronized void away(boolean isAway) {
        away = isAway;
    }

    @Override
    public synchronized long open(JournalEntry entry, String controlId, Failure failure) {
        if (away) {
            throw new IllegalStateException("away");
        }
        letters.add(new DeadLetter(
                letters.size() + 1L,
                entry.dataClass(),
                entry.source(),
                Optional.of(entry.id()),
                controlId,
                "",
                failure.hl7Code(),
                failure.code(),
                failure.cause(),
                failure.step() + " " + failure.place(),
                DeadLetter.State.OPEN,
                Instant.EPOCH,
                1,
                DeadLetter.Filing.NONE));
        return letters.size();
    }

    @Override
    public synchronized Optional<DeadLetter> find(long id) {
        return letters.stream().filter(letter -> letter.id() == id).findFirst();
    }

    @Override
    public List<DeadLetter> replay(List<Long> ids, Decision decision) {
        throw new UnsupportedOperationException("not in memory");
    }

    public synchronized List<DeadLetter> all() {
        return List.copyOf(letters);
    }
}
