package io.caravan.map.medications;

import java.math.BigDecimal;

/** Whether one amount is exactly 10, 100 or 1000 times another: the mark of a slipped decimal point or a wrong unit. */
final class TenfoldRatio {
    private static final int GREATEST = 3;

    private TenfoldRatio() {}

    /** The power of ten, either way; 0 where the ratio is another. */
    static int of(BigDecimal one, BigDecimal other) {
        if (one.signum() == 0 || other.signum() == 0) {
            return 0;
        }
        for (int power = 1; power <= GREATEST; power++) {
            if (one.scaleByPowerOfTen(power).compareTo(other) == 0
                    || other.scaleByPowerOfTen(power).compareTo(one) == 0) {
                return power;
            }
        }
        return 0;
    }

    static String name(int power) {
        return switch (power) {
            case 1 -> "tenfold";
            case 2 -> "hundredfold";
            default -> "thousandfold";
        };
    }
}
