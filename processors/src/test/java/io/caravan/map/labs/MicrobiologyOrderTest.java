package io.caravan.map.labs;

import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.map.Chart;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;

/** Cultures and their susceptibilities in any order. */
class MicrobiologyOrderTest {

    @Property(tries = 100)
    @Label("§3.2 micro, §1.4 order: parents, children and corrections in any order give the same chart")
    void theOrderDoesNotMatter(@ForAll long seed) {
        List<String[]> messages = new ArrayList<>(List.of(
                MicrobiologyTest.culture(),
                MicrobiologyTest.susceptibility(
                        "F2", "1", "OXA^Oxacillin^L", "20260302100000", MicrobiologyTest.FILLED),
                MicrobiologyTest.susceptibility(
                        "F2", "2", "OXA^Oxacillin^L", "20260302110000", MicrobiologyTest.FILLED),
                MicrobiologyTest.susceptibility(
                        "F3", "1", "AMP^Ampicillin^L", "20260302100000", MicrobiologyTest.FILLED),
                MicrobiologyTest.culture()));
        Chart expected = Charts.usual();
        messages.forEach(expected::receives);
        Collections.shuffle(messages, new Random(seed));
        Chart chart = Charts.usual();
        messages.forEach(chart::receives);

        assertThat(chart.texts()).isEqualTo(expected.texts());
    }
}
