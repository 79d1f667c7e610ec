package io.caravan.forecast;

/** The little of the normal distribution that a forecast needs. */
final class Normal {
    /** Nineteen of twenty are below. */
    static final double Z95 = 1.6448536269514722;

    private Normal() {}

    /** The part that is below so many standard deviations; right to seven digits (Abramowitz and Stegun 26.2.17). */
    static double below(double deviations) {
        double x = Math.abs(deviations);
        double t = 1 / (1 + 0.2316419 * x);
        double series =
                t * (0.319381530 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
        double above = Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI) * series;
        return deviations >= 0 ? 1 - above : above;
    }

    /** The 95 % quantile of Student's distribution, for three degrees of freedom or more (within 1 %). */
    static double student95(int freedom) {
        double z = Z95;
        double z3 = z * z * z;
        double z5 = z3 * z * z;
        double z7 = z5 * z * z;
        double first = (z3 + z) / 4;
        double second = (5 * z5 + 16 * z3 + 3 * z) / 96;
        double third = (3 * z7 + 19 * z5 + 17 * z3 - 15 * z) / 384;
        double n = freedom;
        return z + first / n + second / (n * n) + third / (n * n * n);
    }
}
