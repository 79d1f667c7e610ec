package io.caravan.fold;

/**
 * Where a fact stands in the order of facts, whatever order they come in. Compared by rank (may this source say so), then
 * time, then tie, so that the order is total and the same on every machine.
 *
 * @param rank {@link #OWNER} or {@link #FILLER}: a filler never overrides an owner, however new it is
 * @param micros the version time of clinical-policies "versions", microseconds since the epoch, UTC
 * @param tie from the content of the message or row; breaks equal times deterministically
 */
public record Version(int rank, long micros, long tie) implements Comparable<Version> {
    public static final int FILLER = 0;
    public static final int OWNER = 1;

    /**
     * Of what is true whenever it is said, e.g. that a bed is part of its room. It counts as given by a record only where
     * nobody has said it before.
     */
    public static final Version TIMELESS = new Version(OWNER, Long.MIN_VALUE, 0);

    /** In {@link #tie()}: at equal times a message outranks a row. */
    public static final long MESSAGE = 1L << 63;

    /** Whether a message said it, else a row. */
    public boolean isOfMessage() {
        return (tie & MESSAGE) != 0;
    }

    public Version withRank(int newRank) {
        return newRank == rank ? this : new Version(newRank, micros, tie);
    }

    @Override
    public int compareTo(Version other) {
        int byRank = Integer.compare(rank, other.rank);
        if (byRank != 0) {
            return byRank;
        }
        int byTime = Long.compare(micros, other.micros);
        return byTime != 0 ? byTime : Long.compareUnsigned(tie, other.tie);
    }
}
