package io.caravan.map.labs;

import io.caravan.fhir.FhirIds;
import io.caravan.fhir.Json;
import io.caravan.fold.Change;
import io.caravan.fold.ResourceState;
import io.caravan.fold.ResourceState.Entry;
import io.caravan.fold.Version;
import io.caravan.message.Finding;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/**
 * What a result was before: its first final value and its last correction, as hidden facts. The first is the one with the
 * smallest version, so its facts are written with versions turned round; then neither depends on the order of arrival.
 */
final class ResultHistory {
    private static final String FIRST = "#first";
    private static final String CORRECTED = "#corrected";
    private static final int LONGEST = 64;

    private ResultHistory() {}

    static void write(ResultStatus status, String value, Version version, Change.Builder change) {
        if (status.standing() != Standing.FINAL) {
            return;
        }
        String json = Json.string(essence(value));
        if (status.code().equals("final")) {
            change.set(FIRST, json, new Version(version.rank(), -version.micros(), ~version.tie()));
        } else {
            change.set(CORRECTED, json, version);
        }
    }

    /**
     * What happened to a final result: it was corrected or withdrawn, which whoever has acted on it must learn, or it was
     * changed without being called a correction, which table 0085 forbids.
     */
    static List<Finding> findings(ResourceState state, String place) {
        Standing standing = ResultFields.standing(state);
        if (standing == Standing.VOID) {
            return state.knows(Standing.FINAL.prefix() + ResultFacts.STATUS)
                    ? List.of(new Finding("result-withdrawn", place))
                    : List.of();
        }
        Entry value = state.fields().get(Standing.FINAL.prefix() + ResultFacts.VALUE);
        if (standing != Standing.FINAL || value == null || value.json() == null) {
            return List.of();
        }
        String now = Json.string(essence(value.json()));
        Optional<String> first = state.find(FIRST);
        Optional<String> corrected = state.find(CORRECTED);
        if (isFinal(state)) {
            boolean changed = corrected
                    .or(() -> first)
                    .filter(before -> !before.equals(now))
                    .isPresent();
            return changed ? List.of(new Finding("final-changed-without-correction", place)) : List.of();
        }
        boolean changed = first.filter(before -> !before.equals(now)).isPresent();
        return changed ? List.of(new Finding("result-corrected", place)) : List.of();
    }

    private static boolean isFinal(ResourceState state) {
        String status = state.find(Standing.FINAL.prefix() + ResultFacts.STATUS).orElse("");
        return status.startsWith("\"final\"") || status.startsWith("{\"status\":\"final\"");
    }

    /** The value without what may be written differently: a number's trailing zeros, its unit. */
    static String essence(String value) {
        int number = value.indexOf("\"value\":");
        if (value.startsWith("{\"valueQuantity\":") && number > 0) {
            return comparator(value)
                    + decimal(value, number + 8).stripTrailingZeros().toPlainString();
        }
        return value.length() <= LONGEST ? value : FhirIds.id("Value", value).toString();
    }

    private static String comparator(String value) {
        int at = value.indexOf("\"comparator\":\"");
        return at < 0 ? "" : value.substring(at + 14, value.indexOf('"', at + 14));
    }

    private static BigDecimal decimal(String value, int from) {
        int end = from;
        while (value.charAt(end) != ',' && value.charAt(end) != '}') {
            end++;
        }
        return new BigDecimal(value.substring(from, end));
    }
}
