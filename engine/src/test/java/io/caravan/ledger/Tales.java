package io.caravan.ledger;

import io.caravan.testkit.truth.Told;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** What may happen in a made-up hospital, for properties. Lists shrink to the few records that disagree. */
final class Tales {
    private Tales() {}

    static Arbitrary<Told> told(Told.Kind... kinds) {
        return Combinators.combine(
                        Arbitraries.of(kinds),
                        Arbitraries.integers().between(1, 4),
                        Arbitraries.integers().between(0, 1),
                        Arbitraries.integers().between(0, 12),
                        Arbitraries.integers().between(0, 9999))
                .as(Told::new);
    }

    static Arbitrary<List<Told>> tale(int most, Told.Kind... kinds) {
        return told(kinds).list().ofMinSize(2).ofMaxSize(most);
    }

    static Arbitrary<List<Told>> tale(int most) {
        return tale(most, Told.Kind.values());
    }

    /** Records about the first visit, order or drug of the first patient, none of them newer than {@code last}. */
    static Arbitrary<List<Told>> upTo(int last, Told.Kind... kinds) {
        return Combinators.combine(
                        Arbitraries.of(kinds),
                        Arbitraries.integers().between(0, last),
                        Arbitraries.integers().between(0, 9999))
                .as((kind, minute, variant) -> new Told(kind, 1, 0, minute, variant))
                .list()
                .ofMinSize(1)
                .ofMaxSize(8);
    }
}
