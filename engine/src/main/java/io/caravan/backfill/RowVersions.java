package io.caravan.backfill;

import io.caravan.map.SourceTimes;
import java.math.BigDecimal;
import java.time.ZoneId;
import java.util.OptionalLong;

/** Reads when a row was last changed: a date or time in any of the forms that legacy databases keep it in. */
final class RowVersions {
    private static final BigDecimal EARLIEST_SECONDS = new BigDecimal("100000000");
    private static final BigDecimal THOUSAND = new BigDecimal(1000);
    private static final BigDecimal MILLION = new BigDecimal(1_000_000);
    private static final int DTM_DIGITS = 14;

    private RowVersions() {}

    /**
     * @return microseconds since the epoch; empty where the row does not say
     * @throws LegacyProblem for a number that is no time: it cannot be compared with a message's time
     */
    static OptionalLong micros(String value, Column column, LegacySelect select, ZoneId zone) {
        if (column.kind() == Column.Kind.NUMBER) {
            return ofNumber(value, column, select, zone);
        }
        OptionalLong micros = LegacyTime.micros(value, zone);
        return micros.isPresent() ? micros : new SourceTimes(zone).micros(value.strip());
    }

    /** {@code 20260301130500}, or seconds, milliseconds or microseconds since 1970, told apart by their size. */
    private static OptionalLong ofNumber(String value, Column column, LegacySelect select, ZoneId zone) {
        BigDecimal number = new BigDecimal(value);
        if (number.signum() == 0) {
            return OptionalLong.empty();
        }
        if (value.length() == DTM_DIGITS && (value.startsWith("19") || value.startsWith("20"))) {
            OptionalLong written = new SourceTimes(zone).micros(value);
            if (written.isPresent()) {
                return written;
            }
        }
        BigDecimal limit = EARLIEST_SECONDS.multiply(THOUSAND);
        if (number.compareTo(EARLIEST_SECONDS) < 0) {
            throw new LegacyProblem("Column \"" + column.alias() + "\" of " + select.file()
                    + " counts, but does not tell a time, so it cannot say which of a row and a message is newer; convert it in"
                    + " the SELECT, or drop " + select.property("version"));
        }
        if (number.compareTo(limit) < 0) {
            return OptionalLong.of(number.multiply(MILLION).longValue());
        }
        if (number.compareTo(limit.multiply(THOUSAND)) < 0) {
            return OptionalLong.of(number.multiply(THOUSAND).longValue());
        }
        return OptionalLong.of(number.longValue());
    }
}
