package io.caravan.ledger;

import io.caravan.fhir.FhirRendering;
import io.caravan.fhir.Rendering;
import io.caravan.fold.Derivation;
import io.caravan.fold.ResourceKey;
import io.caravan.map.Mapped;
import io.caravan.map.registry.ClinicalRules;
import io.caravan.message.Rejected;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The ledger's fold without a database: one session that never ends, and what a merge moves is moved at the end. */
final class MemoryFold {
    private final Aliases aliases = new Aliases();
    private final Session session;
    private final Rendering rendering;

    MemoryFold(Seals seals) {
        this(seals, new ClinicalRules());
    }

    private MemoryFold(Seals seals, ClinicalRules rules) {
        this(seals, new FhirRendering(rules), rules);
    }

    MemoryFold(Seals seals, Rendering rendering, Derivation derivation) {
        this.rendering = rendering;
        this.session = new Session(
                new HashMap<>(),
                aliases,
                seals,
                new Rules(rendering, derivation),
                (keys, patients, into) -> new HashMap<>());
    }

    /** A record that is refused leaves no trace. */
    void take(Mapped record) {
        try {
            session.foldOrUndo(record);
        } catch (Rejected e) {
            return;
        }
    }

    SortedMap<ResourceKey, String> target() {
        Map<ResourceKey, Slot> slots = new TreeMap<>();
        session.slots().forEach(slot -> slots.put(slot.key(), slot));
        SortedMap<ResourceKey, String> target = new TreeMap<>();
        List.copyOf(slots.values()).forEach(slot -> {
            slot.follow(aliases);
            Repointing.of(slot, aliases).forEach(one -> one.write(slots.computeIfAbsent(one.key(), Slot::unknown)));
        });
        slots.forEach((key, slot) -> {
            if (key.type().isDelivered() && slot.state().isShown()) {
                target.put(key, rendering.render(slot.state()));
            }
        });
        return target;
    }
}
