package io.caravan.demo;

import java.io.PrintStream;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;

/** Says on the terminal what is happening, with the seconds since the beginning. Safe for threads. */
final class Narrator {
    private final PrintStream out;
    private final InstantSource clock;
    private final long begun;

    Narrator(PrintStream out, InstantSource clock) {
        this.out = out;
        this.clock = clock;
        this.begun = clock.millis();
    }

    /** A line of its own. */
    void line(String text) {
        out.println(text);
        out.flush();
    }

    void lines(List<String> texts) {
        texts.forEach(this::line);
    }

    /** A step, with the time. */
    void step(String text) {
        line(String.format(Locale.ROOT, "%6.1f s  %s", seconds(), text));
    }

    double seconds() {
        return (clock.millis() - begun) / 1000.0;
    }

    static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** {@code 1 message}, {@code 2,000 messages}. */
    static String count(long number, String singular, String plural) {
        return number(number) + " " + (number == 1 ? singular : plural);
    }
}
