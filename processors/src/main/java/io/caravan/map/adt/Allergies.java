package io.caravan.map.adt;

import io.caravan.fhir.FhirIds;
import io.caravan.fhir.Identifier;
import io.caravan.fold.Change;
import io.caravan.fold.ResourceKey;
import io.caravan.fold.ResourceType;
import io.caravan.fold.Version;
import io.caravan.hl7.Hl7Message;
import io.caravan.hl7.Segment;
import io.caravan.map.Mapping;
import io.caravan.map.identity.MergedLists;
import io.caravan.map.identity.PatientIdentity;
import io.caravan.message.SourceDeclaration.ListMode;
import java.util.List;
import java.util.Optional;

/**
 * AL1 and IAM as AllergyIntolerance. In snapshot mode a message's segments are the whole list, kept in the patient's
 * {@link ResourceType#ALLERGY_LIST}; what a newer list does not name becomes inactive by {@link AllergyLists}. In action mode
 * each acts on its own allergy.
 */
final class Allergies {
    private final Mapping mapping;
    private final PatientIdentity patient;
    private final Version version;
    private final AllergyWriter writer;

    Allergies(Mapping mapping, PatientIdentity patient, Version version) {
        this.mapping = mapping;
        this.patient = patient;
        this.version = version;
        this.writer = new AllergyWriter(mapping);
    }

    void write(Hl7Message message) {
        write(message.all("AL1"), mapping.source().al1Mode());
        write(message.all("IAM"), mapping.source().iamMode());
    }

    private void write(List<Segment> segments, ListMode mode) {
        if (segments.isEmpty()) {
            return;
        }
        Change.Builder list = AllergyLists.change(patient, version);
        if (mode == ListMode.SNAPSHOT) {
            AllergyLists.snapshot(list);
        }
        for (Segment segment : segments) {
            if (mode == ListMode.ACTION && segment.is("IAM") && segment.text(6).equals("X")) {
                continue;
            }
            Optional<Allergen> allergen = Allergen.of(segment, mapping.fragments());
            if (allergen.isEmpty()) {
                if (!segment.isNull(3)) {
                    mapping.finding("missing-allergen", segment.name() + "-3");
                }
                continue;
            }
            if (allergen.get().isNegation() && isDenied(allergen.get(), segments)) {
                // "No known allergies" beside an allergy: the allergy is the safer of the two.
                mapping.finding("contradicting-no-known-allergy", segment.name() + "-3");
                continue;
            }
            write(segment, allergen.get(), list);
        }
        mapping.add(list);
    }

    /** Whether one of these segments names an allergy that the negation says there is none of. */
    private boolean isDenied(Allergen negation, List<Segment> segments) {
        return segments.stream()
                .filter(segment -> !isDeletion(segment))
                .anyMatch(segment -> Allergen.of(segment, mapping.fragments())
                        .filter(allergen -> !allergen.isNegation()
                                && Allergen.denies(
                                        negation.scope(),
                                        AllergyWriter.category(segment.text(2).strip())))
                        .isPresent());
    }

    private static boolean isDeletion(Segment segment) {
        return segment.is("IAM") && segment.text(6).equals("D");
    }

    private void write(Segment segment, Allergen allergen, Change.Builder list) {
        Optional<Identifier> number =
                segment.is("IAM") ? mapping.fragments().entity(segment.first(7), "", "", "IAM-7") : Optional.empty();
        ResourceKey key =
                key(patient, number.map(one -> one.system() + "|" + one.value()).orElse(""), allergen.key());
        Change.Builder change =
                Change.of(ResourceType.ALLERGY_INTOLERANCE, key.id(), version).patient(patient.id());
        number.ifPresent(identifier -> {
            change.set(identifier.path(), identifier.json());
            if (identifier.hasSystem()) {
                change.lookup(identifier.system(), identifier.value());
            }
        });
        boolean deleted = isDeletion(segment);
        change.set(AllergyStanding.ACTION, deleted ? "\"D\"" : "\"A\"");
        if (!deleted && !allergen.isNegation()) {
            mapping.add(MergedLists.has(patient.id(), MergedLists.ALLERGIES));
        }
        if (!deleted) {
            change.set(AllergyStanding.LISTED, "true");
            AllergyLists.names(
                    list, key, allergen, AllergyWriter.category(segment.text(2).strip()));
        } else {
            AllergyLists.removes(list, key);
        }
        writer.write(segment, allergen, change);
        mapping.add(change);
    }

    /** An allergy by its number where it has one, else by its allergen. */
    static ResourceKey key(PatientIdentity patient, String number, String allergen) {
        return new ResourceKey(
                ResourceType.ALLERGY_INTOLERANCE,
                FhirIds.id(
                        "AllergyIntolerance",
                        patient.master().system(),
                        patient.master().value(),
                        number.isEmpty() ? "code" : "number",
                        number.isEmpty() ? allergen : number));
    }
}
