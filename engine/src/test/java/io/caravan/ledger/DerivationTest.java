package io.caravan.ledger;

import static io.caravan.ledger.LedgerFixture.at;
import static io.caravan.ledger.LedgerFixture.change;
import static io.caravan.ledger.LedgerFixture.id;
import static io.caravan.ledger.LedgerFixture.mapped;
import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.fhir.FhirRendering;
import io.caravan.fhir.OldIdentifiers;
import io.caravan.fold.Change;
import io.caravan.fold.ResourceState;
import io.caravan.fold.ResourceType;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What follows from one resource for others, with a list that makes inactive what it does not name. */
class DerivationTest {
    private final LedgerFixture ledger =
            new LedgerFixture(Map.of(), new Rules(new FhirRendering(new OldIdentifiers()), DerivationTest::derive));

    @AfterEach
    void close() {
        ledger.close();
    }

    @Test
    void aResourceThatTheMessageDoesNotNameChangesInTheSameTransaction() {
        ledger.apply(allergy("nuts", 1), allergy("milk", 1), list(1));

        Outcome outcome = ledger.apply(change(ResourceType.ALLERGY_LIST, "list", 2)
                .set("#dropped[nuts]", "true")
                .build());

        assertThat(outcome).isEqualTo(Outcome.APPLIED);
        assertThat(ledger.json(ResourceType.ALLERGY_INTOLERANCE, "nuts")).contains("inactive");
        assertThat(ledger.json(ResourceType.ALLERGY_INTOLERANCE, "milk")).contains("\"active\"");
    }

    @Test
    void itMakesNoDifferenceWhichCameFirst() {
        ledger.ledger.apply(LedgerFixture.page(
                1,
                mapped(change(ResourceType.ALLERGY_LIST, "list", 2)
                        .set("#dropped[nuts]", "true")
                        .build()),
                mapped(allergy("nuts", 1))));

        assertThat(ledger.json(ResourceType.ALLERGY_INTOLERANCE, "nuts")).contains("inactive");
    }

    @Test
    void whatLivesInTheLedgerOnlyIsNotInTheStore() {
        ledger.apply(list(1));

        assertThat(ledger.store.find(ResourceType.ALLERGY_LIST, id("list"))).isEmpty();
        assertThat(ledger.number("select count(*) from resource where body is null"))
                .isEqualTo(1);
    }

    private static Change allergy(String name, long micros) {
        return change(ResourceType.ALLERGY_INTOLERANCE, name, micros, "clinicalStatus", "active")
                .build();
    }

    private static Change list(long micros) {
        return change(ResourceType.ALLERGY_LIST, "list", micros, "#snapshot", "x")
                .build();
    }

    private static List<Change> derive(ResourceState state) {
        if (state.key().type() != ResourceType.ALLERGY_LIST || !state.knows("#dropped[nuts]")) {
            return List.of();
        }
        return List.of(Change.of(ResourceType.ALLERGY_INTOLERANCE, id("nuts"), at(2))
                .set("clinicalStatus", "\"inactive\"")
                .build());
    }
}
