package io.caravan.map.labs;

import io.caravan.fhir.DerivedFields;
import io.caravan.fhir.JsonParts;
import io.caravan.fold.ResourceState;
import io.caravan.fold.ResourceState.Entry;
import io.caravan.fold.Version;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Chooses which standing of a report or an observation counts. HL7 table 0085: a final result changes only by a correction,
 * so a preliminary one never takes its place, however new; a result taken back hides what is older.
 */
public final class ResultFields implements DerivedFields {

    @Override
    public void addTo(ResourceState state, Map<String, String> elements) {
        Standing standing = standing(state);
        if (standing == Standing.FINAL) {
            addOlder(state, elements);
        }
        Version hidden = standing == Standing.VOID ? null : version(state, Standing.VOID);
        String prefix = standing.prefix();
        for (Map.Entry<String, Entry> fact : state.fieldsUnder(prefix).entrySet()) {
            if (newer(fact.getValue().version(), hidden)) {
                put(fact.getKey().substring(prefix.length()), fact.getValue(), elements);
            }
        }
        elements.putIfAbsent("status", "\"unknown\"");
    }

    /** What only the preliminary result said, and the final one left out, still holds, unless it was taken back. */
    private static void addOlder(ResourceState state, Map<String, String> elements) {
        Version decided = version(state, Standing.FINAL);
        Version hidden = version(state, Standing.VOID);
        String prefix = Standing.PRELIMINARY.prefix();
        for (Map.Entry<String, Entry> fact : state.fieldsUnder(prefix).entrySet()) {
            String element = fact.getKey().substring(prefix.length());
            Version said = fact.getValue().version();
            boolean holds = decided != null && said.compareTo(decided) < 0 && newer(said, hidden);
            if (holds && !state.fields().containsKey(Standing.FINAL.prefix() + element)) {
                put(element, fact.getValue(), elements);
            }
        }
    }

    private static void put(String element, Entry fact, Map<String, String> elements) {
        String json = fact.json();
        if (json == null) {
            return;
        }
        if (isObject(element, json)) {
            JsonParts.addTo(json, elements);
        } else {
            elements.put(element, json);
        }
    }

    /** Elements written as an object of elements. */
    private static boolean isObject(String element, String json) {
        return element.equals(ResultFacts.VALUE)
                || element.equals(ResultFacts.EFFECTIVE)
                || element.equals(ResultFacts.STATUS) && json.charAt(0) == '{';
    }

    static Standing standing(ResourceState state) {
        Version preliminary = version(state, Standing.PRELIMINARY);
        Version decided = version(state, Standing.FINAL);
        Version taken = version(state, Standing.VOID);
        if (taken != null && newer(taken, decided)) {
            return newer(taken, preliminary) ? Standing.VOID : Standing.PRELIMINARY;
        }
        boolean outranked = decided != null && preliminary != null && decided.rank() < preliminary.rank();
        return decided == null || outranked ? Standing.PRELIMINARY : Standing.FINAL;
    }

    /** Whether a preliminary statement is newer than the final one that stands. */
    static boolean keepsFinalAgainstNewer(ResourceState state) {
        Version preliminary = version(state, Standing.PRELIMINARY);
        return preliminary != null
                && standing(state) == Standing.FINAL
                && newer(preliminary, version(state, Standing.FINAL));
    }

    private static boolean newer(Version version, @Nullable Version other) {
        return other == null || version.compareTo(other) > 0;
    }

    private static @Nullable Version version(ResourceState state, Standing standing) {
        Entry status = state.fields().get(standing.prefix() + ResultFacts.STATUS);
        return status == null || status.json() == null ? null : status.version();
    }
}
