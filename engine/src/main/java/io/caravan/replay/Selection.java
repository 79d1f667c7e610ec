package io.caravan.replay;

import io.caravan.deadletter.DeadLetter.State;
import io.caravan.deadletter.LetterFilter;
import io.caravan.message.DataClass;
import java.util.List;
import java.util.Set;

/** Which letters a job takes. */
public sealed interface Selection {

    /** In words, for people; no patient data. */
    String words();

    /** Of these, letters in these states: open, held, or both. */
    Set<State> states();

    /**
     * These.
     *
     * @param classes letters of other classes are left out; whoever asks has no right to them
     */
    record Letters(List<Long> ids, Set<DataClass> classes) implements Selection {
        public static final int MOST = 10_000;

        public Letters {
            ids = List.copyOf(ids);
            classes = Set.copyOf(classes);
            if (ids.isEmpty() || ids.size() > MOST) {
                throw new IllegalArgumentException("Name from 1 to " + MOST + " dead letters");
            }
        }

        @Override
        public String words() {
            return ids.size() == 1 ? "dead letter " + ids.get(0) : ids.size() + " dead letters by their numbers";
        }

        @Override
        public Set<State> states() {
            return Set.of(State.OPEN, State.HELD);
        }
    }

    /** All that a filter names. Held letters are meant only where it says so. */
    record Matching(LetterFilter filter) implements Selection {
        private static final Set<State> CAN_BE_REPLAYED = Set.of(State.OPEN, State.HELD);

        public Matching {
            Set<State> states = filter.states().isEmpty() ? Set.of(State.OPEN) : filter.states();
            if (!CAN_BE_REPLAYED.containsAll(states)) {
                throw new IllegalArgumentException("Only open and held dead letters can be replayed");
            }
            filter = filter.in(states.toArray(new State[0]));
        }

        @Override
        public String words() {
            return FilterWords.of(filter);
        }

        @Override
        public Set<State> states() {
            return filter.states();
        }
    }
}
