package io.caravan.route;

import io.caravan.deadletter.DeadLetter;
import io.caravan.journal.Endings;
import io.caravan.journal.Fragments;
import io.caravan.journal.Refusals;
import io.caravan.journal.SequenceNumbers;
import io.caravan.message.DataClass;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** What is kept of the talk with senders, without a database. */
final class MemoryLinks implements Refusals, Fragments, SequenceNumbers, Endings {
    private final MemoryJournal journal;
    private final MemoryDeadLetters deadLetters;
    private final Map<DataClass, Integer> refused = new EnumMap<>(DataClass.class);
    private final List<Fragment> fragments = new ArrayList<>();
    private final Map<String, Long> numbers = new HashMap<>();

    MemoryLinks(MemoryJournal journal, MemoryDeadLetters deadLetters) {
        this.journal = journal;
        this.deadLetters = deadLetters;
    }

    RoutePorts.Links ports() {
        return new RoutePorts.Links(this, this, this, this);
    }

    @Override
    public synchronized void count(DataClass dataClass) {
        refused.merge(dataClass, 1, Integer::sum);
    }

    synchronized int refused(DataClass dataClass) {
        return refused.getOrDefault(dataClass, 0);
    }

    /** Pointers are used once here. */
    @Override
    public synchronized Chain put(Fragment fragment) {
        if (!fragments.contains(fragment)) {
            fragments.add(fragment);
        }
        Fragment first = fragment;
        for (Optional<Fragment> before = before(first); before.isPresent(); before = before(first)) {
            first = before.get();
        }
        List<Long> ids = new ArrayList<>();
        Optional<Fragment> next = Optional.of(first);
        Fragment last = first;
        while (next.isPresent()) {
            last = next.get();
            ids.add(last.journalId());
            next = after(last);
        }
        boolean begun = first.pointer().isEmpty();
        return new Chain(ids, begun, begun && last.next().isEmpty());
    }

    private Optional<Fragment> before(Fragment fragment) {
        return fragments.stream()
                .filter(one -> !fragment.pointer().isEmpty() && one.next().equals(fragment.pointer()))
                .findFirst();
    }

    private Optional<Fragment> after(Fragment fragment) {
        return fragments.stream()
                .filter(one -> !fragment.next().isEmpty() && one.pointer().equals(fragment.next()))
                .findFirst();
    }

    @Override
    public synchronized OptionalLong last(String source) {
        Long last = numbers.get(source);
        return last == null ? OptionalLong.empty() : OptionalLong.of(last);
    }

    @Override
    public synchronized void accepted(String source, long number) {
        numbers.put(source, number);
    }

    @Override
    public Optional<Ending> find(long journalId) {
        if (!journal.ended().contains(journalId)) {
            return Optional.empty();
        }
        return Optional.of(deadLetters.all().stream()
                .filter(letter -> letter.journalId().equals(Optional.of(journalId)))
                .findFirst()
                .map(MemoryLinks::refused)
                .orElse(new Ending(false, 0, "", "")));
    }

    private static Ending refused(DeadLetter letter) {
        String place = letter.place();
        return new Ending(true, letter.hl7Code(), letter.code(), place.substring(place.indexOf(' ') + 1));
    }
}
