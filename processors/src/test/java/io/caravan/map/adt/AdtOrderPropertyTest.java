package io.caravan.map.adt;

import static io.caravan.map.adt.AdtMessages.message;
import static io.caravan.map.adt.AdtMessages.pid;
import static io.caravan.map.adt.AdtMessages.pv1;
import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.map.Chart;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever order the messages of a patient come in, and however often, the result is the same. */
class AdtOrderPropertyTest {
    private record Sent(String event, int minute, String place, int allergies) {
        String[] lines() {
            String at = String.format("202603%02d%02d00", 1 + minute / 24, minute % 24);
            List<String> lines = new ArrayList<>(List.of(pid(), pv1(place, "", event.equals("A03") ? at : "")));
            if ((allergies & 1) == 1) {
                lines.add("AL1|1|DA|PEN^Penicillin^L|SV|Hives");
            }
            if ((allergies & 2) == 2) {
                lines.add("AL1|2|FA|^Nuts|MO");
            }
            if ((allergies & 4) == 4) {
                lines.add("IAM|1|FA|^Nuts|MO||" + (minute % 2 == 0 ? "A" : "D"));
            }
            return message(event, at, lines.toArray(String[]::new));
        }
    }

    @Provide
    Arbitrary<List<Sent>> day() {
        Arbitrary<Sent> sent = Combinators.combine(
                        Arbitraries.of(
                                "A01", "A02", "A03", "A04", "A05", "A06", "A08", "A11", "A12", "A13", "A21", "A22"),
                        Arbitraries.integers().between(0, 30),
                        Arbitraries.of("3W^301^B", "ICU^1^A", "", "4E"),
                        Arbitraries.integers().between(0, 7))
                .as(Sent::new);
        return sent.list().ofMinSize(2).ofMaxSize(9);
    }

    @Property(tries = 300)
    void theOrderOfArrivalDoesNotMatter(@ForAll("day") List<Sent> day, @ForAll Random random) {
        List<Sent> shuffled = new ArrayList<>(day);
        shuffled.addAll(day.subList(0, day.size() / 2));
        Collections.shuffle(shuffled, random);

        assertThat(after(shuffled)).isEqualTo(after(day));
    }

    private static String after(List<Sent> messages) {
        Chart chart = AdtMessages.chart();
        messages.forEach(sent -> chart.receives(sent.lines()));
        return chart.texts();
    }
}
