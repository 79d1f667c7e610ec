package io.caravan.forecast;

/**
 * What is still to be done.
 *
 * @param spread how far the truth may be from it, as a part of it (standard deviation); 0 where it was counted
 */
public record Remaining(long rows, double spread) {

    public Remaining {
        if (rows < 0 || !(spread >= 0)) {
            throw new IllegalArgumentException("What remains is not less than nothing");
        }
    }

    public static Remaining counted(long rows) {
        return new Remaining(rows, 0);
    }

    public boolean isCounted() {
        return spread == 0;
    }
}
