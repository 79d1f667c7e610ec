package io.caravan.map.adt;

import io.caravan.fhir.FhirIds;
import io.caravan.fold.Change;
import io.caravan.fold.Derivation;
import io.caravan.fold.ResourceKey;
import io.caravan.fold.ResourceState;
import io.caravan.fold.ResourceType;
import io.caravan.fold.Version;
import io.caravan.map.identity.PatientIdentity;
import io.caravan.message.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.UUID;

/**
 * A patient's allergy list: the version of the latest snapshot, and for each allergy the version that last named it. An allergy
 * last named before the latest snapshot was dropped by a snapshot. Both are greatest versions, so the order of arrival does
 * not matter. A "no known allergies" is told of each allergy that denies it, and works out itself whether it still holds.
 */
public final class AllergyLists implements Derivation {
    private static final String SNAPSHOT = "#snapshot";
    private static final String NAMED = "#named[";
    private static final String GONE = "#gone[";
    private static final List<Finding> CONTRADICTION = List.of(new Finding("contradicting-no-known-allergy", "AL1-3"));

    static Change.Builder change(PatientIdentity patient, Version version) {
        UUID id = FhirIds.id(
                "AllergyList", patient.master().system(), patient.master().value());
        return Change.of(ResourceType.ALLERGY_LIST, id, version).patient(patient.id());
    }

    /** The record's allergies are all there are. */
    static void snapshot(Change.Builder list) {
        list.set(SNAPSHOT, "true");
    }

    /** The record names this allergy. */
    static void names(Change.Builder list, ResourceKey allergy, Allergen allergen, String category) {
        String kind = allergen.isNegation() ? "no:" + allergen.scope() : category;
        list.set(NAMED + allergy.id() + "]", '"' + kind + '"');
    }

    /** The record takes this allergy back. */
    static void removes(Change.Builder list, ResourceKey allergy) {
        list.set(GONE + allergy.id() + "]", "true");
    }

    @Override
    public List<Change> derive(ResourceState list) {
        ResourceState.Entry snapshot = list.fields().get(SNAPSHOT);
        List<Change> changes = new ArrayList<>(0);
        SortedMap<String, ResourceState.Entry> named = list.fieldsUnder(NAMED);
        named.forEach((path, entry) -> {
            if (snapshot != null && entry.version().compareTo(snapshot.version()) < 0) {
                changes.add(Change.of(ResourceType.ALLERGY_INTOLERANCE, id(path), snapshot.version())
                        .set(AllergyStanding.LISTED, "false")
                        .build());
            }
            if (scope(entry).isPresent()) {
                Change.Builder beside = Change.of(ResourceType.ALLERGY_INTOLERANCE, id(path), entry.version());
                named.forEach((other, allergy) -> {
                    if (contradicts(entry, allergy)) {
                        beside.set(AllergyStanding.BESIDE + id(other) + "]", "true", allergy.version());
                        gone(list, other)
                                .ifPresent(gone ->
                                        beside.set(AllergyStanding.BESIDE_GONE + id(other) + "]", "true", gone));
                    }
                });
                if (!beside.isEmpty()) {
                    changes.add(beside.build());
                }
            }
        });
        return changes;
    }

    /** "No known allergies" that was said after an allergy that still stands: the allergy is the safer of the two. */
    @Override
    public List<Finding> contradictions(ResourceState list) {
        SortedMap<String, ResourceState.Entry> named = list.fieldsUnder(NAMED);
        boolean found = named.entrySet().stream()
                .filter(negation -> scope(negation.getValue()).isPresent() && stands(list, negation))
                .anyMatch(negation -> named.entrySet().stream()
                        .anyMatch(allergy -> contradicts(negation.getValue(), allergy.getValue())
                                && stands(list, allergy)
                                && allergy.getValue()
                                                .version()
                                                .compareTo(negation.getValue().version())
                                        < 0));
        return found ? CONTRADICTION : List.of();
    }

    private static boolean stands(ResourceState list, Map.Entry<String, ResourceState.Entry> named) {
        return gone(list, named.getKey())
                .filter(gone -> gone.compareTo(named.getValue().version()) > 0)
                .isEmpty();
    }

    /** When an allergy was last taken back, by itself or by a list without it. */
    private static Optional<Version> gone(ResourceState list, String named) {
        ResourceState.Entry removed = list.fields().get(GONE + named.substring(NAMED.length()));
        ResourceState.Entry snapshot = list.fields().get(SNAPSHOT);
        if (removed == null || snapshot == null) {
            return Optional.ofNullable(removed == null ? snapshot : removed).map(ResourceState.Entry::version);
        }
        return Optional.of(
                removed.version().compareTo(snapshot.version()) > 0 ? removed.version() : snapshot.version());
    }

    /** Which allergies a negation denies: a category, or empty text for all; nothing for what is no negation. */
    private static Optional<String> scope(ResourceState.Entry named) {
        String kind = String.valueOf(named.json());
        return kind.startsWith("\"no:") ? Optional.of(kind.substring(4, kind.length() - 1)) : Optional.empty();
    }

    private static boolean contradicts(ResourceState.Entry negation, ResourceState.Entry allergy) {
        String kind = String.valueOf(allergy.json());
        return scope(allergy).isEmpty()
                && scope(negation)
                        .filter(scope -> Allergen.denies(scope, kind.substring(1, kind.length() - 1)))
                        .isPresent();
    }

    private static UUID id(String path) {
        return UUID.fromString(path.substring(NAMED.length(), path.length() - 1));
    }
}
