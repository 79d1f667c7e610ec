package io.caravan.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.crypto.TestCrypto;
import io.caravan.fhir.FhirRendering;
import io.caravan.fold.Change;
import io.caravan.fold.ResourceKey;
import io.caravan.fold.Version;
import io.caravan.map.Mapped;
import io.caravan.map.registry.ClinicalRules;
import io.caravan.testkit.truth.Arrival;
import io.caravan.testkit.truth.Differences;
import io.caravan.testkit.truth.Episode;
import io.caravan.testkit.truth.LiteralFold;
import io.caravan.testkit.truth.Teller;
import io.caravan.testkit.truth.Told;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AddLifecycleHook;

/** The ledger's field-by-field fold gives what the literal fold over all that was recorded gives, for whatever happens. */
@AddLifecycleHook(SeedPrinted.class)
class LiteralFoldTest {
    private final Seals seals = new Seals(new TestCrypto(), new TestCrypto());

    @Property
    @Label("§1.4 order, §6.3 oracle: whatever happens in whatever order, the ledger holds what the literal fold gives")
    void theLedgerHoldsWhatTheLiteralFoldGives(@ForAll("tales") List<Told> tale, @ForAll Random random) {
        List<Mapped> records = records(tale);
        SortedMap<ResourceKey, String> expected = literal(records);
        List<Mapped> arrivals = new ArrayList<>(records);
        arrivals.addAll(records.subList(0, records.size() / 5));
        Collections.shuffle(arrivals, random);

        assertThat(Differences.of(expected, folded(arrivals))).isEmpty();
    }

    /** Else the properties here could hold for anything: they do not for a ledger in which the last arrival wins. */
    @Example
    @Label("§1.4 order: a ledger that trusts the order of arrival is found out by the literal fold")
    void aLedgerThatTrustsTheOrderOfArrivalIsFoundOut() {
        List<Mapped> records = Episode.arrivals().stream().map(Arrival::mapped).toList();
        SortedMap<ResourceKey, String> expected = literal(records);
        for (int seed = 0; seed < 20; seed++) {
            List<Mapped> arrivals = new ArrayList<>(records);
            Collections.shuffle(arrivals, new Random(seed));

            assertThat(Differences.of(expected, folded(arrivals))).isEmpty();
            assertThat(Differences.of(expected, folded(lastWins(arrivals)))).isNotEmpty();
        }
    }

    private static List<Mapped> lastWins(List<Mapped> arrivals) {
        List<Mapped> renumbered = new ArrayList<>();
        for (int i = 0; i < arrivals.size(); i++) {
            Mapped record = arrivals.get(i);
            Version arrival = new Version(Version.OWNER, i, 0);
            List<Change> changes = record.changes().stream()
                    .map(change -> arrivedAt(arrival, change))
                    .toList();
            renumbered.add(new Mapped(changes, record.merges(), record.findings(), record.exclusion()));
        }
        return renumbered;
    }

    private static Change arrivedAt(Version arrival, Change change) {
        List<Change.Field> fields = change.fields().stream()
                .map(field -> new Change.Field(
                        field.path(),
                        field.json(),
                        field.version().equals(Version.TIMELESS) ? field.version() : arrival))
                .toList();
        return new Change(change.key(), change.patient(), arrival, fields, change.lookups());
    }

    @Provide
    Arbitrary<List<Told>> tales() {
        return Tales.tale(40);
    }

    private static List<Mapped> records(List<Told> tale) {
        return tale.stream()
                .flatMap(told -> Teller.tell(told).stream())
                .map(Arrival::mapped)
                .toList();
    }

    private SortedMap<ResourceKey, String> folded(Collection<Mapped> arrivals) {
        MemoryFold fold = new MemoryFold(seals);
        arrivals.forEach(fold::take);
        return fold.target();
    }

    private static SortedMap<ResourceKey, String> literal(Collection<Mapped> records) {
        ClinicalRules rules = new ClinicalRules();
        return new LiteralFold(rules, new FhirRendering(rules)).fold(records);
    }
}
