package io.caravan.map.medications;

import io.caravan.fhir.ClockTime;
import io.caravan.fhir.Decimals;
import io.caravan.fhir.Fragments;
import io.caravan.fhir.Json;
import io.caravan.fhir.Unit;
import io.caravan.fhir.Units;
import io.caravan.hl7.Repetition;
import io.caravan.hl7.Segment;
import io.caravan.map.Mapping;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * When a drug is given, from TQ1, or from the TQ of messages before 2.5. Several TQ1 are steps of one regimen (a taper): each
 * is a dosage instruction of its own, with its sequence, never flattened into one.
 */
final class Timing {
    private static final String GTS = "http://terminology.hl7.org/CodeSystem/v3-GTSAbbreviation";
    private static final List<String> GTS_CODES = List.of(
            "BID", "TID", "QID", "QD", "QOD", "AM", "PM", "BED", "WK", "MO", "Q1H", "Q2H", "Q3H", "Q4H", "Q6H", "Q8H");

    private final Mapping mapping;
    private final Fragments fragments;
    private final Units units;

    Timing(Mapping mapping) {
        this.mapping = mapping;
        this.fragments = mapping.fragments();
        this.units = new Units(mapping.codes());
    }

    /** One entry for each TQ1, as an array; empty text for none. */
    String ofTq1(List<Segment> tq1) {
        List<String> steps = new ArrayList<>(tq1.size());
        int sequence = 1;
        for (Segment step : tq1) {
            steps.add(step(step, tq1.size() > 1 ? sequence : 0));
            // The conjunction A means "at the same time as the next", and FHIR says so by the same sequence.
            sequence += step.text(12).equals("A") ? 0 : 1;
        }
        return Json.array(steps);
    }

    private String step(Segment tq1, int sequence) {
        Repetition pattern = tq1.first(3);
        RepeatPattern repeat = RepeatPattern.of(pattern.text(1));
        String bounds = bounds(tq1);
        List<String> times = new ArrayList<>(2);
        for (Repetition time : tq1.repetitions(4)) {
            String clock = ClockTime.of(time.text(1));
            times.add(clock.isEmpty() ? "" : Json.string(clock));
        }
        String count = tq1.text(14);
        Json elements = Json.object().elements(bounds).elements(repeat.repeat()).raw("timeOfDay", Json.array(times));
        if (isCount(count) && !repeat.repeat().contains("\"count\"")) {
            elements.raw("count", count);
        }
        return Json.object()
                .raw("sequence", sequence == 0 ? "" : String.valueOf(sequence))
                .text("text", tq1.first(11).whole().strip())
                .raw("additionalInstruction", condition(tq1))
                .raw("timing", timing(elements.end(), code(pattern.nested(1))))
                .raw("asNeededBoolean", repeat.asNeeded() ? "true" : "")
                .raw("doseAndRate", stepDose(tq1.first(2)))
                .end();
    }

    static boolean isCount(String text) {
        return !text.isEmpty()
                && text.length() < 9
                && text.charAt(0) != '0'
                && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static String condition(Segment tq1) {
        String text = tq1.first(10).whole().strip();
        return text.isEmpty() ? "" : "[{\"text\":" + Json.string(text) + "}]";
    }

    /** TQ1-2 is the amount of one step only where it has a unit; else it may as well be a number of something. */
    private String stepDose(Repetition quantity) {
        Unit unit = units.of(quantity.nested(2));
        if (unit.isNone() || quantity.text(1).isEmpty()) {
            return "";
        }
        return "[{\"doseQuantity\":" + Dose.quantity(quantity.text(1), unit, "TQ1-2") + "}]";
    }

    private String bounds(Segment tq1) {
        String start = mapping.dateTime(tq1.text(7), "TQ1-7");
        String end = mapping.dateTime(tq1.text(8), "TQ1-8");
        Repetition duration = tq1.first(6);
        return bounds(start, end, duration.text(1), duration.nested(2).text(1));
    }

    private static String bounds(String start, String end, String duration, String unit) {
        if (!start.isEmpty() || !end.isEmpty()) {
            String period = Json.object().text("start", start).text("end", end).end();
            return Json.object().raw("boundsPeriod", period).end();
        }
        String decimal = Decimals.plain(duration);
        String ucum = RepeatPattern.ucum(unit.isEmpty() ? ' ' : unit.charAt(0));
        if (decimal.isEmpty() || ucum.isEmpty()) {
            return "";
        }
        String bounds = Json.object()
                .raw("value", decimal)
                .text("unit", ucum)
                .text("system", "http://unitsofmeasure.org")
                .text("code", ucum)
                .end();
        return Json.object().raw("boundsDuration", bounds).end();
    }

    /** TQ of RXE-1 or ORC-7: 2 interval, 3 duration ({@code D10}), 4 start, 5 end, 8 condition, 9 text. */
    String ofTq(Repetition tq, String place) {
        String pattern = tq.text(2, 1);
        RepeatPattern repeat = RepeatPattern.of(pattern);
        String duration = tq.text(3);
        String bounds = bounds(
                mapping.dateTime(tq.text(4), place),
                mapping.dateTime(tq.text(5), place),
                duration.isEmpty() ? "" : duration.substring(1),
                duration);
        String elements =
                Json.object().elements(bounds).elements(repeat.repeat()).end();
        String code = pattern.isEmpty() ? "" : coded(pattern, "");
        String step = Json.object()
                .text("text", tq.whole(9).strip())
                .raw("timing", timing(elements, code))
                .raw("asNeededBoolean", repeat.asNeeded() ? "true" : "")
                .end();
        return step.isEmpty() ? "" : "[" + step + "]";
    }

    /** The entry of a row: its frequency as written, and when it begins and ends. */
    String ofColumns(String frequency, String start, String end) {
        RepeatPattern repeat = RepeatPattern.of(frequency);
        String elements = Json.object()
                .elements(bounds(start, end, "", ""))
                .elements(repeat.repeat())
                .end();
        String code = frequency.isEmpty() ? "" : coded(frequency, "");
        String step = Json.object()
                .raw("timing", timing(elements, code))
                .raw("asNeededBoolean", repeat.asNeeded() ? "true" : "")
                .end();
        return step.isEmpty() ? "" : "[" + step + "]";
    }

    private static String timing(String repeat, String code) {
        return Json.object().raw("repeat", repeat).raw("code", code).end();
    }

    private String code(Repetition cwe) {
        String code = cwe.text(1).strip();
        if (code.isEmpty() || !cwe.text(3).isBlank()) {
            return fragments.concept(cwe);
        }
        return coded(code, cwe.text(2).strip());
    }

    private static String coded(String code, String text) {
        String upper = code.toUpperCase(Locale.ROOT);
        String coding = GTS_CODES.contains(upper) ? "[{\"system\":\"" + GTS + "\",\"code\":\"" + upper + "\"}]" : "";
        return Json.object()
                .raw("coding", coding)
                .text("text", text.isEmpty() ? code : text)
                .end();
    }
}
