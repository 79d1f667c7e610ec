package io.caravan.backfill;

/** Whether two names are likely the same one, mistyped. */
final class Spelling {
    private static final int MAX_SLIPS = 2;

    private Spelling() {}

    /** At most two letters inserted, removed or replaced, and fewer than half of the name. */
    static boolean isClose(String one, String other) {
        int[] previous = new int[other.length() + 1];
        for (int j = 0; j <= other.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int[] present = new int[other.length() + 1];
            present[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int replaced = previous[j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                present[j] = Math.min(replaced, Math.min(previous[j], present[j - 1]) + 1);
            }
            previous = present;
        }
        int slips = previous[other.length()];
        return slips <= MAX_SLIPS && 2 * slips < other.length();
    }
}
