package io.caravan.sequence;

import io.caravan.deadletter.Openings;
import io.caravan.message.DataClass;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The patients of whom messages may have to wait: only for these the database is asked. A patient is here before the letter
 * is committed and perhaps longer than need be, never shorter, so that nobody passes who should wait. Safe for threads.
 */
public final class BlockedPatients implements Openings {
    private static final int MAX_PATIENTS = 100_000;
    private static final Duration IN_DOUBT = Duration.ofMinutes(5); // longer than any transaction lives

    private final Map<DataClass, Patients> classes = new EnumMap<>(DataClass.class);
    private final Set<DataClass> holding;
    private final InstantSource clock;

    /** @param holding the classes whose messages wait behind dead letters */
    public BlockedPatients(Set<DataClass> holding, InstantSource clock) {
        this.holding = Set.copyOf(holding);
        this.clock = clock;
        for (DataClass dataClass : DataClass.values()) {
            classes.put(dataClass, new Patients());
        }
    }

    /** One class's. Beyond the limit everybody may be blocked: that costs a question each, not memory. */
    private static final class Patients {
        private final ConcurrentHashMap<Long, Doubt> byHash = new ConcurrentHashMap<>();
        private volatile boolean tooMany;
    }

    private record Doubt(long newestEntry, Instant since) {
        Doubt and(Doubt other) {
            return new Doubt(
                    Math.max(newestEntry, other.newestEntry), since.isAfter(other.since) ? since : other.since);
        }
    }

    @Override
    public void opened(Opening letter) {
        if (holds(letter.dataClass())) {
            add(letter.dataClass(), letter.patientHash(), letter.journalId(), clock.instant());
        }
    }

    boolean holds(DataClass dataClass) {
        return holding.contains(dataClass);
    }

    /** What was found in the database: committed long ago. */
    void found(DataClass dataClass, long patientHash, long newestEntry) {
        add(dataClass, patientHash, newestEntry, Instant.EPOCH);
    }

    boolean mayHold(DataClass dataClass, long patientHash) {
        Patients patients = of(dataClass);
        return patientHash != 0 && (patients.tooMany || patients.byHash.containsKey(patientHash));
    }

    /**
     * The database says that nothing is in the way of the patient.
     *
     * @param entry it was asked for in this entry's turn: no other of the patient is in anybody's hands
     */
    void free(DataClass dataClass, long patientHash, long entry) {
        Instant settled = clock.instant().minus(IN_DOUBT);
        of(dataClass)
                .byHash
                .computeIfPresent(
                        patientHash,
                        (hash, doubt) ->
                                doubt.newestEntry() < entry && doubt.since().isBefore(settled) ? null : doubt);
    }

    private void add(DataClass dataClass, long patientHash, long entry, Instant since) {
        Patients patients = of(dataClass);
        if (patientHash == 0 || patients.tooMany) {
            return;
        }
        patients.byHash.merge(patientHash, new Doubt(entry, since), Doubt::and);
        if (patients.byHash.size() > MAX_PATIENTS) {
            patients.tooMany = true;
            patients.byHash.clear();
        }
    }

    private Patients of(DataClass dataClass) {
        Patients patients = classes.get(dataClass);
        if (patients == null) {
            throw new AssertionError(dataClass);
        }
        return patients;
    }
}
