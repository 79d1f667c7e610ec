package io.caravan.ledger;

import static io.caravan.ledger.LedgerFixture.change;
import static io.caravan.ledger.LedgerFixture.mapped;
import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.fhir.FhirRendering;
import io.caravan.fhir.OldIdentifiers;
import io.caravan.fold.Change;
import io.caravan.fold.Derivation;
import io.caravan.fold.ResourceState;
import io.caravan.fold.ResourceType;
import io.caravan.message.Finding;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a record makes a state contradict itself in is a finding of that record, once. */
class ContradictionTest {
    private final LedgerFixture ledger =
            new LedgerFixture(Map.of(), new Rules(new FhirRendering(new OldIdentifiers()), new FinalAndDraft()));

    private static final class FinalAndDraft implements Derivation {
        @Override
        public List<Change> derive(ResourceState state) {
            return List.of();
        }

        @Override
        public List<Finding> contradictions(ResourceState state) {
            return state.knows("#final") && state.knows("#draft")
                    ? state.fieldsUnder("#draft").keySet().stream()
                            .map(draft -> new Finding("draft-after-final", "OBX-11"))
                            .toList()
                    : List.of();
        }
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    @Test
    void aContradictionIsRaisedByTheRecordThatCompletesItAndByNoOther() {
        ledger.apply(result("#final", 1));
        assertThat(findings()).isZero();

        ledger.apply(result("#draft", 2));
        ledger.apply(result("#draft", 2));
        ledger.apply(result("#draft", 3));

        assertThat(findings()).isEqualTo(1);
    }

    @Test
    void aSecondOneOfTheSameKindIsRaisedAsWell() {
        ledger.apply(result("#final", 1));
        ledger.apply(result("#draft", 2));
        ledger.apply(result("#draft of another", 3));
        ledger.apply(result("#draft of another", 4));

        assertThat(findings()).isEqualTo(2);
    }

    @Test
    void rowsRaiseItToo() {
        ledger.ledger.apply(LedgerFixture.page(1, mapped(result("#final", 1)), mapped(result("#draft", 2))));

        assertThat(findings()).isEqualTo(1);
    }

    private long findings() {
        return ledger.number("select count(*) from finding where code = 'draft-after-final'");
    }

    private static Change result(String fact, long micros) {
        return change(ResourceType.OBSERVATION, "one", micros, fact, "x").build();
    }
}
