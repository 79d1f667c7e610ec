package io.caravan.map.adt;

import static io.caravan.map.adt.AdtMessages.message;
import static io.caravan.map.adt.AdtMessages.pid;
import static io.caravan.map.adt.AdtMessages.pv1;
import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.fold.ResourceType;
import io.caravan.map.Chart;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The orders in which interfaces are known to deliver, each against all others. */
class TypicalOrdersTest {
    private static final List<String[]> VISIT = List.of(
            message("A05", "20260228080000", pid(), pv1("P", "3W", "", "")),
            message("A01", "20260301080000", pid(), pv1("3W", "20260301074500", "")),
            message(
                    "A08",
                    "20260301080000",
                    pid("19750301|F|||A^^B"),
                    pv1("3W", "", ""),
                    "AL1|1|DA|PEN^Penicillin^L|SV"),
            message("A02", "20260302080000", pid(), pv1("ICU", "", "")),
            message("A12", "20260302090000", pid(), pv1("3W", "", "")),
            message("A03", "20260305080000", pid(), pv1("3W", "", "20260305073000")),
            message("A08", "20260306080000", pid("19750301|F|||C^^D"), pv1("3W", "", "")));

    @Test
    @DisplayName("§1.4 order: any order, with everything sent again, gives the same result")
    void anyOrderGivesTheSame() {
        Chart straight = chart(VISIT);
        assertThat(straight.only(ResourceType.ENCOUNTER).at("/status").asText()).isEqualTo("finished");
        assertThat(straight.only(ResourceType.PATIENT).at("/address/0/city").asText())
                .isEqualTo("D");

        int tried = 0;
        for (List<String[]> order : permutations(VISIT)) {
            List<String[]> storm = new ArrayList<>(order);
            if (tried++ % 50 == 0) {
                storm.addAll(order);
            }
            Chart other = chart(storm);
            assertThat(other.texts()).isEqualTo(straight.texts());
            assertThat(other.contradictions()).isEqualTo(straight.contradictions());
        }
        assertThat(tried).isEqualTo(5040);
    }

    private static Chart chart(List<String[]> messages) {
        Chart chart = AdtMessages.chart();
        messages.forEach(chart::receives);
        return chart;
    }

    private static List<List<String[]>> permutations(List<String[]> messages) {
        List<List<String[]>> found = new ArrayList<>(List.of(List.of()));
        for (String[] message : messages) {
            List<List<String[]>> longer = new ArrayList<>();
            for (List<String[]> shorter : found) {
                for (int at = 0; at <= shorter.size(); at++) {
                    List<String[]> one = new ArrayList<>(shorter);
                    one.add(at, message);
                    longer.add(one);
                }
            }
            found = longer;
        }
        return found;
    }
}
