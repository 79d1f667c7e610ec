package io.caravan.map.medications;

import io.caravan.fhir.ClockTime;
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

    /** One step for each TQ1. */
    Steps ofTq1(List<Segment> tq1) {
        List<Step> steps = new ArrayList<>(tq1.size());
        int sequence = 1;
        for (Segment one : tq1) {
            steps.add(step(one, tq1.size() > 1 ? sequence : 0));
            sequence += isTogether(one.text(12), "TQ1-12") ? 0 : 1;
        }
        return new Steps(steps);
    }

    /** The conjunction A means "at the same time as the next", and FHIR says so by the same sequence; S means "then". */
    private boolean isTogether(String conjunction, String place) {
        if (!conjunction.isEmpty() && !conjunction.equals("S") && !conjunction.equals("A")) {
            mapping.finding("unknown-conjunction", place);
        }
        return conjunction.equals("A");
    }

    private Step step(Segment tq1, int sequence) {
        List<Repetition> patterns = tq1.repetitions(3);
        RepeatPattern repeat = patterns.size() > 1 ? RepeatPattern.NONE : RepeatPattern.of(tq1.first(3));
        if (patterns.size() > 1) {
            mapping.finding("several-repeat-patterns", "TQ1-3");
        }
        List<String> times = new ArrayList<>(2);
        for (Repetition time : tq1.repetitions(4)) {
            String clock = ClockTime.of(time.text(1));
            if (clock.isEmpty()) {
                mapping.finding("invalid-time", "TQ1-4");
            } else {
                times.add(Json.string(clock));
            }
        }
        Bounds bounds = new Bounds(mapping).of(tq1.text(7), tq1.text(8), Duration.ofCq(tq1.first(6)), "TQ1-7", "TQ1-8");
        String count = tq1.text(14);
        Json elements = Json.object()
                .elements(bounds.element())
                .elements(repeat.repeat(times.isEmpty()))
                .elements(Duration.ofCq(tq1.first(13)).occurrence())
                .raw("timeOfDay", Json.array(times));
        if (isCount(count) && !repeat.isOnce()) {
            elements.raw("count", count);
        }
        boolean asNeeded = repeat.asNeeded() || priorities(tq1).contains("PRN");
        String json = Json.object()
                .raw("sequence", sequence == 0 ? "" : String.valueOf(sequence))
                .text("text", tq1.first(11).whole().strip())
                .raw("additionalInstruction", instruction(tq1.first(10).whole()))
                .raw("timing", timing(elements.end(), code(patterns)))
                .raw("asNeededBoolean", asNeeded ? "true" : "")
                .raw("doseAndRate", stepDose(tq1.text(2), units.of(tq1.first(2).nested(2)), "TQ1-2"))
                .end();
        return new Step(json, bounds.startMicros(), bounds.endMicros());
    }

    private static List<String> priorities(Segment tq1) {
        return tq1.repetitions(9).stream().map(one -> one.text(1).strip()).toList();
    }

    static boolean isCount(String text) {
        return !text.isEmpty()
                && text.length() < 9
                && text.charAt(0) != '0'
                && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** Conditions, e.g. when to hold the drug, as they were written. */
    static String instruction(String words) {
        String text = words.strip();
        return text.isEmpty() ? "" : "[{\"text\":" + Json.string(text) + "}]";
    }

    /** The amount of one step only where it has a unit; else it may as well be a number of something. */
    private static String stepDose(String amount, Unit unit, String place) {
        if (unit.isNone() || amount.isEmpty()) {
            return "";
        }
        return "[{\"doseQuantity\":" + Dose.quantity(amount, unit, place) + "}]";
    }

    /** TQ of RXE-1 or ORC-7, of which there may be several: 2 interval, 3 duration, 4 start, 5 end, 8 condition, 9 text. */
    Steps ofTq(List<Repetition> tqs, String place) {
        List<Step> steps = new ArrayList<>(1);
        int sequence = 1;
        for (Repetition tq : tqs) {
            steps.add(ofTq(tq, tqs.size() > 1 ? sequence : 0, place));
            sequence += isTogether(tq.text(10), place) ? 0 : 1;
        }
        return new Steps(steps);
    }

    private Step ofTq(Repetition tq, int sequence, String place) {
        String pattern = tq.text(2, 1);
        RepeatPattern repeat = RepeatPattern.of(pattern);
        Bounds bounds = new Bounds(mapping).of(tq.text(4), tq.text(5), Duration.ofCode(tq.text(3)), place, place);
        String count = tq.text(12);
        Json elements = Json.object().elements(bounds.element()).elements(repeat.repeat(true));
        if (isCount(count) && !repeat.isOnce()) {
            elements.raw("count", count);
        }
        String code = pattern.isEmpty() ? "" : coded(pattern, "");
        String timing = timing(elements.end(), code);
        String text = tq.whole(9).strip();
        String condition = instruction(tq.whole(8));
        String dose = stepDose(tq.text(1, 1), units.of(tq.nested(1).text(2)), place);
        boolean asNeeded = repeat.asNeeded() || tq.text(6).strip().equals("PRN");
        boolean empty = timing.isEmpty() && text.isEmpty() && condition.isEmpty() && dose.isEmpty() && !asNeeded;
        String json = Json.object()
                .raw("sequence", sequence == 0 || empty ? "" : String.valueOf(sequence))
                .text("text", text)
                .raw("additionalInstruction", condition)
                .raw("timing", timing)
                .raw("asNeededBoolean", asNeeded ? "true" : "")
                .raw("doseAndRate", dose)
                .end();
        return new Step(json, bounds.startMicros(), bounds.endMicros());
    }

    /** The entry of a row: its frequency as written, and when it begins and ends. */
    Steps ofColumns(String frequency, String start, String end, boolean asNeeded) {
        RepeatPattern repeat = RepeatPattern.of(frequency);
        Bounds bounds = new Bounds(mapping).of(start, end, Duration.NONE, "start_at", "stop_at");
        String elements = Json.object()
                .elements(bounds.element())
                .elements(repeat.repeat(true))
                .end();
        String code = frequency.isEmpty() ? "" : coded(frequency, "");
        String json = Json.object()
                .raw("timing", timing(elements, code))
                .raw("asNeededBoolean", repeat.asNeeded() || asNeeded ? "true" : "")
                .end();
        return new Steps(List.of(new Step(json, bounds.startMicros(), bounds.endMicros())));
    }

    private static String timing(String repeat, String code) {
        return Json.object().raw("repeat", repeat).raw("code", code).end();
    }

    /** Several patterns of one step stay words: FHIR has one repeat for each step, and choosing one would drop the others. */
    private String code(List<Repetition> patterns) {
        if (patterns.size() > 1) {
            return Json.object()
                    .text(
                            "text",
                            String.join(
                                    ", ",
                                    patterns.stream()
                                            .map(one -> one.text(1).strip())
                                            .toList()))
                    .end();
        }
        Repetition cwe =
                patterns.isEmpty() ? Segment.ABSENT.first(1) : patterns.get(0).nested(1);
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
