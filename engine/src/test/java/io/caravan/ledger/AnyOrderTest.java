package io.caravan.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.fhir.FhirRendering;
import io.caravan.fold.ResourceKey;
import io.caravan.map.Mapped;
import io.caravan.map.registry.ClinicalRules;
import io.caravan.message.DataClass;
import io.caravan.testkit.truth.Arrival;
import io.caravan.testkit.truth.Differences;
import io.caravan.testkit.truth.Episode;
import io.caravan.testkit.truth.LiteralFold;
import io.caravan.testkit.truth.Teller;
import io.caravan.testkit.truth.Told;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/**
 * Through the real mappers and the real ledger on PostgreSQL: whatever the order, with duplicates, and with connections that die
 * before or after the commit, the target is the same to the byte. More orders: {@code -Djqwik.tries.default=5000}.
 */
@AddLifecycleHook(SeedPrinted.class)
class AnyOrderTest {
    private static final double DUPLICATES = 0.2;

    private static final List<Arrival> STAY = Episode.arrivals();
    private static final SortedMap<ResourceKey, String> AFTER_STAY = literal(STAY);

    private static CrashingLedger ledger;

    @BeforeContainer
    static void open() {
        ledger = new CrashingLedger();
    }

    @AfterContainer
    static void close() throws SQLException {
        ledger.close();
    }

    @Property(edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
    @Label(
            "§1.4 order, §1.4 ties, §6.3 oracle: a stay told by 36 messages and 5 rows is the same in any order, through crashes")
    void aStayIsTheSameInAnyOrder(@ForAll long seed) {
        if (ledger.crashes() == 0) {
            ledger.empty();
            ledger.deliverInOrder(STAY);
            assertThat(Differences.of(AFTER_STAY, ledger.target()))
                    .as("in order")
                    .isEmpty();
        }

        Random random = new Random(seed);
        ledger.empty();
        List<Arrival> shuffled = shuffled(STAY, random);
        ledger.deliverThroughCrashes(shuffled, random);

        assertThat(Differences.of(AFTER_STAY, ledger.target()))
                .as("seed " + seed)
                .isEmpty();
        assertThat(ledger.number("select count(*) from outcome"))
                .as("every message has one outcome")
                .isEqualTo(shuffled.stream().filter(one -> !one.isRow()).count());
        assertThat(ledger.number("select count(*) from dead_letter")).isZero();
    }

    @Property(tries = 40, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
    @Label("§1.4 order, §6.3 oracle: tales made at random are the same in any order, through crashes")
    void talesAreTheSameInAnyOrder(@ForAll("tales") List<Told> tale, @ForAll long seed) {
        List<Arrival> arrivals =
                tale.stream().flatMap(told -> Teller.tell(told).stream()).toList();
        Random random = new Random(seed);
        ledger.empty();
        ledger.deliverThroughCrashes(shuffled(arrivals, random), random);

        assertThat(Differences.of(literal(arrivals), ledger.target()))
                .as("seed " + seed)
                .isEmpty();
    }

    @Property(tries = 30, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
    @Label(
            "§1.3 re-point, §1.4 order, §6.3 oracle: merges, moves and new numbers are the same in any order, through crashes")
    void whatIsRegroupedIsTheSameInAnyOrder(
            @ForAll("regroupings") List<RegroupingPropertyTest.Event> events, @ForAll long seed) {
        List<Arrival> arrivals = new ArrayList<>();
        for (int i = 0; i < events.size(); i++) {
            boolean isResult = events.get(i).what() == RegroupingPropertyTest.What.RESULT;
            DataClass dataClass = isResult ? DataClass.LABS : DataClass.ADT;
            arrivals.add(new Arrival(
                    events.get(i).toString(), dataClass, false, events.get(i).at(i)));
        }
        Random random = new Random(seed);
        ledger.empty();
        ledger.deliverThroughCrashes(shuffled(arrivals, random), random);

        assertThat(Differences.of(literal(arrivals), ledger.target()))
                .as("seed " + seed)
                .isEmpty();
    }

    @Provide
    Arbitrary<List<RegroupingPropertyTest.Event>> regroupings() {
        return new RegroupingPropertyTest().events();
    }

    @Provide
    Arbitrary<List<Told>> tales() {
        return Tales.tale(40);
    }

    private static List<Arrival> shuffled(List<Arrival> arrivals, Random random) {
        List<Arrival> shuffled = new ArrayList<>(arrivals);
        for (Arrival arrival : arrivals) {
            if (random.nextDouble() < DUPLICATES) {
                shuffled.add(arrival);
            }
        }
        Collections.shuffle(shuffled, random);
        return shuffled;
    }

    private static SortedMap<ResourceKey, String> literal(Collection<Arrival> arrivals) {
        ClinicalRules rules = new ClinicalRules();
        List<Mapped> records = arrivals.stream().map(Arrival::mapped).toList();
        return new LiteralFold(rules, new FhirRendering(rules)).fold(records);
    }
}
