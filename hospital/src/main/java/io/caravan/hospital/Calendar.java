package io.caravan.hospital;

import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/** The hospital's time: everything before {@link #SNAPSHOT} is in the database, the traffic comes after it. */
final class Calendar {
    static final ZoneId ZONE = ZoneId.of("America/New_York");
    static final LocalDateTime SNAPSHOT = LocalDateTime.of(2026, 2, 2, 6, 0);

    private static final DateTimeFormatter HL7 = DateTimeFormatter.ofPattern("yyyyMMddHHmmss");
    private static final DateTimeFormatter HL7_DATE = DateTimeFormatter.ofPattern("yyyyMMdd");

    private Calendar() {}

    static String hl7(LocalDateTime time) {
        return HL7.format(time);
    }

    static String hl7Date(java.time.LocalDate date) {
        return HL7_DATE.format(date);
    }
}
