package io.caravan.target.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.target.Resources;
import io.caravan.target.Target.Delivery;
import io.caravan.target.WriteResult;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.Patient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Against a HAPI FHIR server over HTTP. */
class FhirTargetTest {
    private static final WriteResult WRITTEN = new WriteResult.Written();
    private final FhirServer server = new FhirServer();
    private final FhirTarget target = target(50);

    @AfterEach
    void close() {
        target.close();
        server.close();
    }

    @Test
    void aServerThatTellsItsMetadataIsNoProblem() {
        assertThat(target.problem()).isEmpty();
    }

    @Test
    void aBatchCreatesAndASecondOneReplacesUnderTheSameId() {
        Delivery first = Resources.patient("1", 1, "Müller");
        Delivery other = Resources.patient("2", 1, "Other");

        assertThat(target.write(List.of(first, other))).containsExactly(WRITTEN, WRITTEN);
        assertThat(target.write(List.of(Resources.patient("1", 2, "Maier"), other)))
                .containsExactly(WRITTEN, WRITTEN);

        assertThat(server.size()).isEqualTo(2);
        assertThat(family(first)).isEqualTo("Maier");
        assertThat(server.get(first.reference()).getMeta().getVersionId()).isEqualTo("2");
        assertThat(server.batches()).isEqualTo(2);
    }

    @Test
    void aPatientIsWrittenBeforeWhatRefersToItWhateverTheOrderGiven() {
        Delivery patient = Resources.patient("1", 1, "A");
        Delivery observation = Resources.observation("o1", patient.id(), "final");

        List<WriteResult> results = target.write(List.of(observation, patient));

        assertThat(results).containsExactly(WRITTEN, WRITTEN);
    }

    @Test
    void oneRefusedResourceDoesNotHoldBackTheOthers() {
        Delivery patient = Resources.patient("1", 1, "A");
        Delivery stray =
                Resources.observation("o1", Resources.patient("9", 1, "Z").id(), "final");
        Delivery good = Resources.observation("o2", patient.id(), "final");

        List<WriteResult> results = target.write(List.of(patient, stray, good));

        assertThat(results).containsExactly(WRITTEN, new WriteResult.Refused("target-422"), WRITTEN);
    }

    @Test
    void whereABatchIsNotTakenEachIsSentAlone() {
        server.refuseBatches();
        Delivery patient = Resources.patient("1", 1, "A");
        Delivery stray =
                Resources.observation("o1", Resources.patient("9", 1, "Z").id(), "final");

        List<WriteResult> results = target.write(List.of(patient, stray, Resources.patient("2", 1, "B")));

        assertThat(results).containsExactly(WRITTEN, new WriteResult.Refused("target-422"), WRITTEN);
        assertThat(server.size()).isEqualTo(2);
    }

    @Test
    void aResourceThatTheServersParserRefusesIsFoundAmongTheOthers() {
        Delivery patient = Resources.patient("1", 1, "A");
        Delivery broken = Resources.observation("o1", patient.id(), "no-such-status");

        List<WriteResult> results = target.write(List.of(patient, broken));

        assertThat(results).containsExactly(WRITTEN, new WriteResult.Refused("target-400"));
    }

    @Test
    void aChangeBySomebodyElseIsReadAndOursWrittenOnTop() {
        for (int bundleEntries : List.of(1, 50)) {
            FhirTarget each = target(bundleEntries);
            String mrn = "c" + bundleEntries;
            each.write(List.of(Resources.patient(mrn, 1, "A"), Resources.patient(mrn + "x", 1, "A")));
            Patient foreign = new Patient();
            foreign.setId(Resources.patient(mrn, 1, "A").id().toString());
            server.changeBehindOurBack(foreign);

            List<WriteResult> results =
                    each.write(List.of(Resources.patient(mrn, 2, "B"), Resources.patient(mrn + "x", 2, "B")));

            assertThat(results).containsExactly(WRITTEN, WRITTEN);
            assertThat(family(Resources.patient(mrn, 2, "B"))).isEqualTo("B");
        }
    }

    @Test
    void anOlderVersionThatComesAfterANewerOneIsNotSent() {
        target.write(List.of(Resources.patient("1", 5, "New")));

        assertThat(target.write(List.of(Resources.patient("1", 4, "Old")))).containsExactly(WRITTEN);

        assertThat(family(Resources.patient("1", 5, "New"))).isEqualTo("New");
        assertThat(server.puts()).isEqualTo(1);
    }

    @Test
    void anotherProcessDoesNotKnowTheServersVersionAndWritesAllTheSame() {
        target.write(List.of(Resources.patient("1", 1, "A"), Resources.patient("2", 1, "A")));

        List<WriteResult> results =
                target(50).write(List.of(Resources.patient("1", 2, "B"), Resources.patient("2", 2, "B")));

        assertThat(results).containsExactly(WRITTEN, WRITTEN);
    }

    @Test
    void manyResourcesGoInSeveralBatchesAndAreAnsweredInTheirOrder() {
        List<Delivery> many = new ArrayList<>();
        for (int i = 0; i < 120; i++) {
            many.add(Resources.patient("" + i, 1, "N" + i));
        }

        assertThat(target.write(many)).hasSize(120).containsOnly(WRITTEN);

        assertThat(server.size()).isEqualTo(120);
        assertThat(server.batches()).isEqualTo(3);
    }

    private FhirTarget target(int bundleEntries) {
        return new FhirTarget(
                new FhirSettings(
                        server.base(),
                        Optional.of(FhirSettings.bearer("token")),
                        Duration.ofSeconds(30),
                        bundleEntries),
                InstantSource.system());
    }

    private String family(Delivery delivery) {
        return ((Patient) server.get(delivery.reference())).getNameFirstRep().getFamily();
    }
}
