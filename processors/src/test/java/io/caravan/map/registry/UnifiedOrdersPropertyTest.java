package io.caravan.map.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.map.Mapped;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;

/** Which number of an order comes first, and what refers to it before, makes no difference. */
class UnifiedOrdersPropertyTest {

    @Property(tries = 300)
    @Label("§2.1 unify: any order of numbers, rows and referrers gives the same resources")
    void anyOrderOfNumbersRowsAndReferrersGivesTheSameResources(@ForAll Random random) {
        List<Mapped> some = new ArrayList<>(OrderRecords.EVERYTHING);
        Collections.shuffle(some, random);
        List<Mapped> chosen = some.subList(0, 1 + random.nextInt(some.size()));
        List<Mapped> again = new ArrayList<>(chosen);
        again.addAll(chosen.subList(0, chosen.size() / 2));
        Collections.shuffle(again, random);

        assertThat(OrderRecords.chart(again).texts())
                .isEqualTo(OrderRecords.chart(chosen).texts());
    }
}
