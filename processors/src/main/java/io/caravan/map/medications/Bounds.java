package io.caravan.map.medications;

import io.caravan.fhir.Json;
import io.caravan.hl7.Hl7Time;
import io.caravan.map.Mapping;
import io.caravan.map.SourceTimes;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.OptionalLong;

/**
 * When a step begins and ends. Of a start and a duration the end is reckoned, as the v2-to-FHIR guide does: without it an
 * order for ten days would look as if it went on for ever.
 */
final class Bounds {
    private static final long DAY = 24L * 60 * 60 * 1_000_000;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ssXXX");

    private final Mapping mapping;
    private String start = "";
    private String end = "";
    private Duration duration = Duration.NONE;
    private OptionalLong startMicros = OptionalLong.empty();
    private OptionalLong endMicros = OptionalLong.empty();

    Bounds(Mapping mapping) {
        this.mapping = mapping;
    }

    Bounds of(String from, String to, Duration lasting, String startPlace, String endPlace) {
        start = mapping.dateTime(from, startPlace);
        end = mapping.dateTime(to, endPlace);
        duration = lasting;
        startMicros = start.isEmpty() ? OptionalLong.empty() : mapping.times().micros(from);
        if (!end.isEmpty()) {
            endMicros = after(to);
        } else if (!start.isEmpty() && !lasting.isNone()) {
            end = reckoned();
            endMicros = end.isEmpty() ? OptionalLong.empty() : after(end);
        }
        if (startMicros.isPresent() && endMicros.isPresent() && endMicros.getAsLong() < startMicros.getAsLong()) {
            // FHIR R4 per-1 forbids such a period. Which of the two is wrong nobody here can know.
            mapping.finding("ends-before-start", endPlace);
            end = "";
            endMicros = OptionalLong.empty();
        }
        return this;
    }

    OptionalLong startMicros() {
        return startMicros;
    }

    OptionalLong endMicros() {
        return endMicros;
    }

    /** {@code boundsPeriod} or {@code boundsDuration} as an object of one member; empty text for none. */
    String element() {
        if (!start.isEmpty() || !end.isEmpty()) {
            String period = Json.object().text("start", start).text("end", end).end();
            return Json.object().raw("boundsPeriod", period).end();
        }
        return Json.object().raw("boundsDuration", duration.json()).end();
    }

    /** A day as an end means the whole day. */
    private OptionalLong after(String value) {
        OptionalLong micros = mapping.times().micros(value);
        boolean wholeDay = SourceTimes.read(value)
                .map(time -> time.precision().compareTo(Hl7Time.Precision.DAY) <= 0)
                .orElse(false);
        return micros.isPresent() && wholeDay ? OptionalLong.of(micros.getAsLong() + DAY) : micros;
    }

    /** Only whole numbers of a unit that the start's precision has; a last day is part of the period. */
    private String reckoned() {
        if (!Timing.isCount(duration.decimal()) || duration.decimal().length() > 4) {
            return "";
        }
        long count = Long.parseLong(duration.decimal());
        if (start.length() == 10) {
            LocalDate day = LocalDate.parse(start);
            return switch (duration.unit()) {
                case "d" -> day.plusDays(count - 1).toString();
                case "wk" -> day.plusWeeks(count).minusDays(1).toString();
                case "mo" -> day.plusMonths(count).minusDays(1).toString();
                default -> "";
            };
        }
        if (start.indexOf('T') < 0) {
            return "";
        }
        ZonedDateTime from =
                OffsetDateTime.parse(start).atZoneSameInstant(mapping.source().zone());
        ZonedDateTime to = switch (duration.unit()) {
            case "s" -> from.plusSeconds(count);
            case "min" -> from.plusMinutes(count);
            case "h" -> from.plusHours(count);
            case "d" -> from.plusDays(count);
            case "wk" -> from.plusWeeks(count);
            default -> from.plusMonths(count);
        };
        return TIME.format(to);
    }
}
