package io.caravan.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.fhir.FhirRendering;
import io.caravan.fold.ResourceKey;
import io.caravan.fold.ResourceType;
import io.caravan.ledger.Preview.Effect;
import io.caravan.ledger.Preview.Kind;
import io.caravan.map.Mapped;
import io.caravan.map.registry.ClinicalRules;
import io.caravan.testkit.truth.Arrival;
import io.caravan.testkit.truth.Teller;
import io.caravan.testkit.truth.Told;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
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

/** What a preview says, the fold right after it does: outcome, resources, versions and content. */
@AddLifecycleHook(SeedPrinted.class)
class PreviewPropertyTest {
    private static LedgerFixture ledger;

    @BeforeContainer
    static void open() {
        ClinicalRules rules = new ClinicalRules();
        ledger = new LedgerFixture(Map.of(), new Rules(new FhirRendering(rules), rules));
    }

    @AfterContainer
    static void close() {
        ledger.close();
    }

    @Property(tries = 12, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
    @Label("§1.4 order: what a dry run says is what the replay does, whatever came before, newer or older")
    void whatADryRunSaysIsWhatTheReplayDoes(@ForAll("tales") List<Told> tale, @ForAll long seed) {
        List<Mapped> records = new ArrayList<>(tale.stream()
                .flatMap(told -> Teller.tell(told).stream())
                .map(Arrival::mapped)
                .toList());
        Collections.shuffle(records, new Random(seed));
        ledger.execute("""
                truncate resource, resource_history, resource_lookup, patient_alias, outcome, dead_letter, finding
                cascade
                """);
        for (int i = 0; i < records.size(); i++) {
            if (i < records.size() / 2) {
                ledger.apply(records.get(i));
            } else {
                appliesAsPreviewed(records.get(i));
            }
        }
    }

    private static void appliesAsPreviewed(Mapped record) {
        SortedMap<ResourceKey, String> before = target();
        Preview said = ledger.ledger.preview(record);

        Outcome done = ledger.apply(record);

        assertThat(said.outcome()).isEqualTo(done);
        SortedMap<ResourceKey, String> expected = new TreeMap<>(before);
        for (Effect effect : said.effects()) {
            assertThat(Optional.ofNullable(before.get(effect.key())).orElse("")).isEqualTo(shown(effect.before()));
            assertThat(effect.changes())
                    .isEqualTo(effect.fields().stream().anyMatch(field -> field.kind() == Kind.SET));
            if (effect.changes()) {
                expected.put(effect.key(), shown(effect.after()));
            }
        }
        if (record.merges().isEmpty()) {
            assertThat(target()).isEqualTo(expected);
        } else { // what follows a merge is only counted
            assertThat(target().keySet()).containsAll(expected.keySet());
        }
    }

    private static String shown(Preview.Body body) {
        return body.version() == 0 ? "" : body.version() + " " + body.json();
    }

    private static SortedMap<ResourceKey, String> target() {
        SortedMap<ResourceKey, String> target = new TreeMap<>();
        for (ResourceType type : ResourceType.values()) {
            for (ResourceStore.Stored one :
                    ledger.store.search(type, Optional.empty(), Optional.empty(), Optional.empty(), 9999)) {
                target.put(new ResourceKey(type, one.id()), one.version() + " " + one.json());
            }
        }
        return target;
    }

    @Provide
    Arbitrary<List<Told>> tales() {
        return Tales.tale(30);
    }
}
