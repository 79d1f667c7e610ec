package io.caravan.ledger;

import io.caravan.fold.Change;
import io.caravan.fold.ResourceState;
import java.util.Objects;
import java.util.Optional;

/** Finds where a row and a message disagree so close in time that their clocks cannot tell which is newer. */
final class ClockSkew {
    private static final String PART = "#part.";

    private ClockSkew() {}

    /**
     * @param change of a row, which comes set back by one microsecond more than the skew
     * @return the element in which the row meets another value that is within the skew of it
     */
    static Optional<String> field(ResourceState state, Change change, long skewMicros) {
        for (Change.Field field : change.fields()) {
            ResourceState.Entry present = state.fields().get(field.path());
            if (present != null && !Objects.equals(present.json(), field.json())) {
                long newer = present.version().micros() - field.version().micros();
                if (newer >= 1 && newer <= 2 * skewMicros + 1) {
                    return Optional.of(element(field.path()));
                }
            }
        }
        return Optional.empty();
    }

    /** The element of a path, without the keys of its entries and without what hides it. */
    private static String element(String path) {
        int from = path.startsWith(PART) ? PART.length() : path.startsWith("#") ? 1 : 0;
        int end = from;
        while (end < path.length() && (Character.isLetter(path.charAt(end)) || path.charAt(end) == '.')) {
            end++;
        }
        return path.substring(from, end > from && path.charAt(end - 1) == '.' ? end - 1 : end);
    }
}
