package io.caravan.ledger;

import static io.caravan.ledger.LedgerFixture.encounter;
import static io.caravan.ledger.LedgerFixture.id;
import static io.caravan.ledger.LedgerFixture.mapped;
import static io.caravan.ledger.LedgerFixture.merge;
import static io.caravan.ledger.LedgerFixture.patient;
import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.fold.Change;
import io.caravan.fold.ResourceType;
import io.caravan.ledger.Preview.Effect;
import io.caravan.ledger.Preview.Field;
import io.caravan.ledger.Preview.Kind;
import io.caravan.map.Mapped;
import io.caravan.message.Rejected;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PreviewTest {
    private final LedgerFixture ledger = new LedgerFixture();

    @AfterEach
    void close() {
        ledger.close();
    }

    @Test
    void itTellsWhatWouldBeSetWhatIsSupersededAndWhatStaysAndWritesNothing() {
        ledger.apply(patient("ann", 5, "birthDate", "1950-01-01", "gender", "female"));
        ledger.apply(patient("ann", 1, "deceasedBoolean", "false"));

        Preview preview = ledger.ledger.preview(
                mapped(patient("ann", 3, "birthDate", "1949-01-01", "deceasedBoolean", "false", "maritalStatus", "M")));

        assertThat(preview.outcome()).isEqualTo(Outcome.APPLIED);
        Effect ann = preview.effects().get(0);
        assertThat(ann.fields())
                .extracting(Field::kind, Field::element, Field::before, Field::after)
                .containsExactly(
                        Tuple.tuple(Kind.SET, "maritalStatus", Optional.empty(), Optional.of("\"M\"")),
                        Tuple.tuple(
                                Kind.SUPERSEDED,
                                "birthDate",
                                Optional.of("\"1950-01-01\""),
                                Optional.of("\"1949-01-01\"")),
                        Tuple.tuple(
                                Kind.UNCHANGED, "deceasedBoolean", Optional.of("\"false\""), Optional.of("\"false\"")));
        assertThat(ann.fields().get(1).standing()).contains(LedgerFixture.at(5));
        assertThat(ann.before().version()).isEqualTo(2);
        assertThat(ann.after().version()).isEqualTo(3);
        assertThat(ledger.version(ResourceType.PATIENT, "ann")).isEqualTo(2);
        assertThat(ledger.number("select count(*) from outcome")).isEqualTo(2);
    }

    @Test
    void whatIsOlderInAllItSaysWouldBeSuperseded() {
        ledger.apply(patient("ann", 5, "gender", "female"));

        Preview preview = ledger.ledger.preview(mapped(patient("ann", 3, "gender", "male")));

        assertThat(preview.outcome()).isEqualTo(Outcome.SUPERSEDED);
        assertThat(preview.effects()).singleElement().satisfies(effect -> {
            assertThat(effect.changes()).isFalse();
            assertThat(effect.fields()).extracting(Field::kind).containsExactly(Kind.SUPERSEDED);
        });
    }

    @Test
    void aMergeTellsHowMuchWouldFollowIt() {
        ledger.apply(encounter("v1", "old", 1, "status", "finished"));
        ledger.apply(encounter("v2", "old", 1, "status", "finished"));

        Preview preview = ledger.ledger.preview(merge("old", "new", 2));

        assertThat(preview.outcome()).isEqualTo(Outcome.MERGED);
        assertThat(preview.refiled()).isEqualTo(2);
        assertThat(ledger.json(ResourceType.ENCOUNTER, "v1")).contains("Patient/" + id("old"));
    }

    @Test
    void whatWouldFailTellsWhy() {
        Mapped half = new Mapped(
                List.of(patient("ann", 1, "gender", "female")),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.of(new Rejected(204, "merge-into-itself", "MRG-1")));

        Preview preview = ledger.ledger.preview(half);

        assertThat(preview.outcome()).isEqualTo(Outcome.DEAD_LETTERED);
        assertThat(preview.failure())
                .hasValueSatisfying(why -> assertThat(why.code()).isEqualTo("merge-into-itself"));
        assertThat(preview.effects()).hasSize(1);
    }

    @Test
    void namesOfElementsAndTextsHoldNoPatientData() {
        Change first = patient("ann", 5, "identifier[urn:mrn|4711].value", "4711", "gender", "female");
        ledger.apply(first);

        Preview preview = ledger.ledger.preview(
                mapped(patient("ann", 3, "identifier[urn:mrn|4711].value", "4712", "gender", "male")));

        assertThat(preview.effects().get(0).fields()).extracting(Field::element).contains("identifier.value");
        assertThat(preview.toString()).doesNotContain("471").doesNotContain("male");
    }

    @Test
    void aPreviewDoesNotWaitForWhoeverHoldsTheLockOfMerges() throws Exception {
        ledger.apply(patient("ann", 1, "gender", "female"));
        try (Connection other = ledger.database.dataSource().getConnection();
                Statement statement = other.createStatement()) {
            statement.execute("select pg_advisory_xact_lock(" + 0x43_41_52_41_56_41_4eL + ")");

            CompletableFuture<Preview> preview =
                    CompletableFuture.supplyAsync(() -> ledger.ledger.preview(merge("ann", "bea", 2)));

            assertThat(preview.get(10, TimeUnit.SECONDS).outcome()).isEqualTo(Outcome.MERGED);
            other.rollback();
        }
    }
}
