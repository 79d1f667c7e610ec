package io.caravan.map.adt;

import static io.caravan.map.adt.AdtMessages.message;
import static io.caravan.map.adt.AdtMessages.pid;
import static io.caravan.map.adt.AdtMessages.pv1;
import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.map.Chart;
import io.caravan.message.SourceDeclaration.ListMode;
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

    /** All that a visit's messages may hold, in the modes in which lists are replaced. */
    private record Full(String event, int day, String place, List<String> more) {
        String[] lines() {
            String at = String.format("202603%02d0800", day);
            String visit = io.caravan.map.Lines.segment(
                    "PV1",
                    1,
                    "1",
                    2,
                    event.equals("A04") ? "O" : "I",
                    3,
                    place,
                    6,
                    more.contains("prior") ? "OLD" : "",
                    11,
                    more.contains("temporary") ? "XRAY" : "",
                    19,
                    AdtMessages.VISIT,
                    42,
                    more.contains("pending") ? "ICU^1^A" : "",
                    44,
                    "2026030107");
            List<String> lines = new ArrayList<>(List.of(pid(), visit));
            more.stream().filter(line -> line.indexOf('|') > 0).forEach(lines::add);
            if (event.equals("A17")) {
                lines.addAll(List.of("PID|2||8888^^^MRN^MR||B^A", visit.replace("V77", "V88")));
            }
            return message(event, at, lines.toArray(String[]::new));
        }
    }

    @Provide
    Arbitrary<List<Full>> month() {
        Arbitrary<List<String>> more = Arbitraries.of(
                        "prior",
                        "temporary",
                        "pending",
                        "DG1|1||I10^Hypertension^I10|||A",
                        "DG1|1||J45^Asthma^I10|||F",
                        "DG1|1|\"\"|\"\"|\"\"",
                        "IN1|1|A^Plan|C1|Insurer",
                        "IN1|1|B^Plan|C2|Other",
                        "NK1|1|A^B|SPO",
                        "NK1|1|\"\"|\"\"",
                        "ZBE|M1|20260301||INSERT|N",
                        "ZBE|M2|20260303||INSERT|Y",
                        "ZBE|M1|20260302||UPDATE|N|A01",
                        "ZBE|M2|20260303||CANCEL|N|A02")
                .list()
                .ofMaxSize(3);
        return Combinators.combine(
                        Arbitraries.of(AdtEvent.values())
                                .map(Enum::name)
                                .filter(event -> AdtEvent.valueOf(event).needsVisit()
                                        || AdtEvent.valueOf(event).scope() == AdtEvent.Scope.UPDATE),
                        Arbitraries.integers().between(1, 28),
                        Arbitraries.of("3W^301^B", "ICU^1^A", "", "4E"),
                        more)
                .as(Full::new)
                .list()
                .ofMinSize(2)
                .ofMaxSize(8);
    }

    @Property(tries = 300)
    void theOrderOfAllThatAVisitsMessagesHoldDoesNotMatter(@ForAll("month") List<Full> month, @ForAll Random random) {
        List<Full> shuffled = new ArrayList<>(month);
        shuffled.addAll(month.subList(0, month.size() / 2));
        Collections.shuffle(shuffled, random);
        Chart straight = AbsentNullValueTest.source(ListMode.SNAPSHOT, ListMode.SNAPSHOT, ListMode.SNAPSHOT);
        month.forEach(sent -> straight.receives(sent.lines()));
        Chart other = AbsentNullValueTest.source(ListMode.SNAPSHOT, ListMode.SNAPSHOT, ListMode.SNAPSHOT);
        shuffled.forEach(sent -> other.receives(sent.lines()));

        assertThat(other.texts()).isEqualTo(straight.texts());
        assertThat(other.contradictions()).isEqualTo(straight.contradictions());
        straight.all();
    }

    private static String after(List<Sent> messages) {
        Chart chart = AdtMessages.chart();
        messages.forEach(sent -> chart.receives(sent.lines()));
        return chart.texts();
    }
}
