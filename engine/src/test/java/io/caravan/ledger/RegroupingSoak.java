package io.caravan.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.crypto.TestCrypto;
import io.caravan.fhir.FhirRendering;
import io.caravan.fold.ResourceKey;
import io.caravan.ledger.RegroupingPropertyTest.Event;
import io.caravan.ledger.RegroupingPropertyTest.What;
import io.caravan.map.Mapped;
import io.caravan.map.registry.ClinicalRules;
import io.caravan.message.DataClass;
import io.caravan.testkit.truth.Arrival;
import io.caravan.testkit.truth.Differences;
import io.caravan.testkit.truth.LiteralFold;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;

/**
 * Looks for tales of merges and moves whose order matters, for as long as asked, and makes those that it finds small. Not part of the
 * build: {@code mvn -pl engine -am -Dtest=RegroupingSoak -Dsurefire.failIfNoSpecifiedTests=false -Dsoak.seconds=600 test}.
 * {@code soak.size} is the longest tale; of {@code soak.memory} tries in memory one goes through PostgreSQL too, half of them through
 * crashes.
 */
class RegroupingSoak {
    private static final long SECONDS = Long.getLong("soak.seconds", 10);
    private static final int LONGEST = Integer.getInteger("soak.size", 8);
    private static final int IN_MEMORY = Integer.getInteger("soak.memory", 10);
    private static final long SEED = Long.getLong("soak.seed", System.nanoTime());

    private static final What[] FEW = {
        What.UPDATE,
        What.RESULT,
        What.MERGE,
        What.MOVE_VISIT,
        What.MOVE_VISIT,
        What.MOVE_ACCOUNT,
        What.VISIT_NUMBER,
        What.OTHERS_VISIT_NUMBER
    };

    /** @param order in which the events come; their minutes are by their place in the list */
    private record Tale(List<Event> events, List<Integer> order, long seed) {
        Tale of(List<Integer> fewer) {
            return new Tale(events, fewer, seed);
        }
    }

    private enum Through {
        MEMORY,
        POSTGRES,
        CRASHES
    }

    @Test
    void look() throws Exception {
        Random random = new Random(SEED);
        int[] tries = new int[Through.values().length];
        List<String> found = new ArrayList<>();
        try (CrashingLedger ledger = new CrashingLedger()) {
            long end = System.nanoTime() + SECONDS * 1_000_000_000L;
            for (long i = 0; System.nanoTime() < end && found.size() < 3; i++) {
                Tale tale = tale(random);
                Through through = i % IN_MEMORY > 0 ? Through.MEMORY : Through.values()[1 + (int) (i / IN_MEMORY % 2)];
                tries[through.ordinal()]++;
                if (!differences(ledger, tale, through).isEmpty()) {
                    Tale small = smaller(ledger, tale, through);
                    found.add(through + " " + small + differences(ledger, small, through));
                }
            }
        }
        System.out.printf(
                "regroupings: seed %d, up to %d events, %d tries in memory, %d on PostgreSQL, %d through crashes%n",
                SEED, LONGEST, tries[0], tries[1], tries[2]);
        assertThat(found).isEmpty();
    }

    private static Tale tale(Random random) {
        int size = 2 + random.nextInt(LONGEST - 1);
        int people = 2 + random.nextInt(3);
        int visits = 1 + random.nextInt(4);
        What[] whats = random.nextBoolean() ? FEW : What.values();
        List<Event> events = new ArrayList<>();
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            int patient = 1 + random.nextInt(people);
            int other = 1 + (patient + random.nextInt(people - 1)) % people;
            events.add(new Event(whats[random.nextInt(whats.length)], patient, other, 1 + random.nextInt(visits)));
            order.add(i);
            if (random.nextInt(5) == 0) {
                order.add(i);
            }
        }
        Collections.shuffle(order, random);
        return new Tale(events, order, random.nextLong());
    }

    /** Leaves out what is not needed. */
    private static Tale smaller(CrashingLedger ledger, Tale tale, Through through) {
        Tale small = tale;
        for (int i = 0; i < small.order().size(); i++) {
            List<Integer> fewer = new ArrayList<>(small.order());
            fewer.remove(i);
            if (!differences(ledger, small.of(fewer), through).isEmpty()) {
                small = small.of(fewer);
                i = -1;
            }
        }
        return small;
    }

    private static List<String> differences(CrashingLedger ledger, Tale tale, Through through) {
        List<Arrival> arrivals = new ArrayList<>();
        MemoryFold memory = new MemoryFold(new Seals(new TestCrypto(), new TestCrypto()));
        for (int i : tale.order()) {
            Event event = tale.events().get(i);
            Mapped record = event.at(i);
            arrivals.add(new Arrival(
                    event.toString(), event.what() == What.RESULT ? DataClass.LABS : DataClass.ADT, false, record));
            if (through == Through.MEMORY) {
                memory.take(record);
            }
        }
        if (through == Through.MEMORY) {
            return Differences.of(literal(arrivals), memory.target());
        }
        ledger.empty();
        if (through == Through.CRASHES) {
            ledger.deliverThroughCrashes(arrivals, new Random(tale.seed()));
        } else {
            ledger.deliverInOrder(arrivals);
        }
        return Differences.of(literal(arrivals), ledger.target());
    }

    private static SortedMap<ResourceKey, String> literal(List<Arrival> arrivals) {
        ClinicalRules rules = new ClinicalRules();
        return new LiteralFold(rules, new FhirRendering(rules))
                .fold(arrivals.stream().map(Arrival::mapped).toList());
    }
}
