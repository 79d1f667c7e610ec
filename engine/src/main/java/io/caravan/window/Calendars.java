package io.caravan.window;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The calendars beside the windows, each read once. */
final class Calendars {
    private final Map<String, String> texts;
    private final Problems problems;
    private final Map<String, Window.Blackout.OfCalendar> read = new HashMap<>();

    Calendars(Map<String, String> texts, Problems problems) {
        this.texts = texts;
        this.problems = problems;
    }

    Optional<Window.Blackout.OfCalendar> find(String file) {
        String text = texts.get(file);
        if (text == null) {
            return Optional.empty();
        }
        return Optional.of(read.computeIfAbsent(file, name -> {
            List<CalendarEvent> events = CalendarReader.read("calendars/" + name, text, problems);
            return new Window.Blackout.OfCalendar(name, digest(text), events);
        }));
    }

    private static String digest(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-256", e);
        }
    }
}
