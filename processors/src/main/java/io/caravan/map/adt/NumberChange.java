package io.caravan.map.adt;

import io.caravan.fhir.Identifier;
import io.caravan.fold.Merge;
import io.caravan.hl7.Repetition;
import io.caravan.hl7.Segment;
import io.caravan.map.Mapping;
import io.caravan.map.identity.PatientIdentity;
import io.caravan.message.Rejected;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A46, A47 and A48: one and the same patient has another number. The old one stays as an old one with its end. Where it is the
 * number that keys the patient, what is known goes along to the new one, and whoever still uses the old number finds the same.
 */
final class NumberChange {
    private NumberChange() {}

    /** @throws Rejected where MRG names no number, or one of another authority */
    static void write(AdtEvent event, Regrouping group) {
        switch (event) {
            case A46 -> end(group, 4);
            case A48 -> end(group, 2);
            default -> endListed(group);
        }
    }

    /** MRG-4 (the former PID-2), or MRG-2 (the former PID-4). */
    private static void end(Regrouping group, int field) {
        List<Identifier> old = numbers(group.mapping(), group.mrg(), field);
        if (old.isEmpty()) {
            throw new Rejected(101, "missing-prior-patient-id", "MRG-" + field);
        }
        group.writePid();
        endUnlessListed(group, old);
    }

    private static void endListed(Regrouping group) {
        Mapping mapping = group.mapping();
        String masterType = mapping.source().masterIdentifierType();
        List<Identifier> old = numbers(mapping, group.mrg(), 1);
        if (old.isEmpty()) {
            throw new Rejected(101, "missing-prior-patient-id", "MRG-1");
        }
        boolean keys = group.mrg().repetitions(1).stream()
                .anyMatch(cx -> cx.text(5).equals(masterType) || cx.text(5).isEmpty());
        Optional<PatientIdentity> former = keys ? Optional.of(group.incorrect()) : Optional.empty();
        group.writePid();
        former.filter(patient -> !patient.id().equals(group.target().id())).ifPresent(patient -> {
            group.writeNumbers(patient);
            group.writeOld(patient.master());
            group.add(Merge.Kind.RENUMBER, patient.id(), Optional.empty());
        });
        String key = former.map(patient -> patient.master().value()).orElse("");
        endUnlessListed(
                group, old.stream().filter(one -> !one.value().equals(key)).toList());
    }

    /** A number that PID still lists is not an old one. */
    private static void endUnlessListed(Regrouping group, List<Identifier> old) {
        for (Identifier number : old) {
            boolean listed = group.target().others().stream()
                    .anyMatch(other -> other.key().equals(number.key()));
            if (!listed) {
                group.writeOld(number);
            }
        }
    }

    private static List<Identifier> numbers(Mapping mapping, Segment mrg, int field) {
        List<Identifier> numbers = new ArrayList<>(1);
        for (Repetition cx : mrg.repetitions(field)) {
            mapping.fragments().identifier(cx, "", "", "MRG-" + field).ifPresent(numbers::add);
        }
        return numbers;
    }
}
