package io.caravan.ledger;

import static io.caravan.ledger.LedgerFixture.id;
import static io.caravan.ledger.LedgerFixture.patient;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.caravan.audit.PostgresAuditLog;
import io.caravan.deadletter.DeadLetter;
import io.caravan.deadletter.Decision;
import io.caravan.deadletter.Replays;
import io.caravan.fhir.FhirRendering;
import io.caravan.fhir.OldIdentifiers;
import io.caravan.fold.Derivation;
import io.caravan.message.DataClass;
import io.caravan.replay.Job;
import io.caravan.replay.JobRefused;
import io.caravan.replay.JobRequest;
import io.caravan.replay.JobState;
import io.caravan.replay.JobTerms;
import io.caravan.replay.PostgresReplayJobs;
import io.caravan.window.BulkGate;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A target that was set back to an older state gets again what it has lost. */
class RedeliveryTest {
    private static final int PATIENTS = 40;

    @TempDir
    Path folder;

    private final SwitchableTarget target = new SwitchableTarget();
    private final LedgerFixture ledger = new LedgerFixture(
            Map.of(DataClass.ADT, target), new Rules(new FhirRendering(new OldIdentifiers()), Derivation.none()));
    private PostgresReplayJobs jobs;

    @BeforeEach
    void fillTheTarget() {
        jobs = open();
        for (int i = 0; i < PATIENTS; i++) {
            ledger.apply(patient("p" + i, 1, "gender", "female"));
        }
    }

    @AfterEach
    void close() {
        jobs.close();
        ledger.close();
    }

    @Test
    void whatTheTargetHasLostIsDeliveredAgainOnceEach() {
        Map<?, String> before = Map.copyOf(target.held);
        loseAll();

        Job job = redeliver(Instant.EPOCH, JobTerms.USUAL);
        awaitDone(job);

        assertThat(target.held).isEqualTo(before);
        assertThat(target.writes).hasSize(PATIENTS);
        assertThat(found(job).progress().replayed()).isEqualTo(PATIENTS);
        assertThat(found(job).progress().total()).isEqualTo(PATIENTS);
    }

    @Test
    void whatWasChangedBeforeTheTimeStaysAway() {
        loseAll();

        awaitDone(redeliver(Instant.now().plusSeconds(3600), JobTerms.USUAL));

        assertThat(target.held).isEmpty();
    }

    @Test
    void aJobThatIsInterruptedGoesOnWhereItWas() {
        loseAll();
        Job job = redeliver(Instant.EPOCH, new JobTerms(20, false, false, 10));
        await(() -> !target.held.isEmpty());
        jobs.close();
        jobs = open();

        awaitDone(job);

        assertThat(target.held).hasSize(PATIENTS);
        assertThat(target.writes).hasSize(PATIENTS);
    }

    @Test
    void whileTheTargetIsAwayTheJobWaitsAndLosesNothing() {
        loseAll();
        target.away = true;
        Job job = redeliver(Instant.EPOCH, JobTerms.USUAL);
        await(() -> ledger.number("select count(*) from target_away") == 1);
        assertThat(found(job).state()).isEqualTo(JobState.RUNNING);

        target.away = false;
        await(() -> target.held.size() == PATIENTS);
        awaitDone(job);
    }

    @Test
    void whatTheTargetRefusesIsAFindingAndTheRestGoesOn() {
        loseAll();
        target.refuses = id("p3");

        awaitDone(redeliver(Instant.EPOCH, JobTerms.USUAL));

        assertThat(target.held).hasSize(PATIENTS - 1);
        assertThat(ledger.number("select count(*) from finding where code = 'redelivery-refused'"))
                .isOne();
    }

    @Test
    void aCancelledJobHandsOverNothingMore() {
        loseAll();
        Job job = redeliver(Instant.EPOCH, new JobTerms(1, false, false, 10));

        jobs.cancel(job.id(), "olga", "the target is replaced");

        await(() -> found(job).times().ended().isPresent());
        assertThat(target.held.size()).isLessThan(PATIENTS);
    }

    @Test
    void aClassWithoutATargetOfItsOwnIsRefused() {
        assertThatThrownBy(() -> jobs.redeliver(DataClass.LABS, Instant.EPOCH, JobTerms.USUAL, request()))
                .isInstanceOf(JobRefused.class)
                .hasMessageContaining("no other target");
    }

    @Test
    void aTargetHasOneJobAtATime() {
        redeliver(Instant.EPOCH, new JobTerms(1, false, false, 10));

        assertThatThrownBy(() -> redeliver(Instant.EPOCH, JobTerms.USUAL))
                .isInstanceOf(JobRefused.class)
                .hasMessageContaining("Another job");
    }

    private void loseAll() {
        target.held.clear();
        target.writes.clear();
    }

    private Job redeliver(Instant since, JobTerms terms) {
        return jobs.redeliver(DataClass.ADT, since, terms, request());
    }

    private static JobRequest request() {
        return new JobRequest(UUID.randomUUID().toString(), "olga", "the target was set back");
    }

    private Job found(Job job) {
        return jobs.find(job.id()).orElseThrow();
    }

    private void awaitDone(Job job) {
        await(() -> found(job).state() == JobState.DONE);
    }

    private static void await(Callable<Boolean> condition) {
        Awaitility.await()
                .pollInterval(10, TimeUnit.MILLISECONDS)
                .atMost(30, TimeUnit.SECONDS)
                .until(condition);
    }

    /** These jobs have none. */
    private static final class NoLetters implements Replays {
        @Override
        public List<DeadLetter> begin(
                Connection connection, List<Long> ids, Set<DeadLetter.State> from, Decision decision) {
            throw new AssertionError("a redelivery replays no letters");
        }

        @Override
        public List<DeadLetter> replaying(Connection connection, List<Long> ids) {
            return List.of();
        }

        @Override
        public void dispatch(List<DeadLetter> replaying) {
            throw new AssertionError("a redelivery replays no letters");
        }
    }

    private PostgresReplayJobs open() {
        InstantSource clock = InstantSource.system();
        PostgresReplayJobs opened = new PostgresReplayJobs(
                ledger.database,
                ledger.keys.keyedHash(),
                new PostgresReplayJobs.Work(new NoLetters(), ledger.ledger.redeliveries()),
                new PostgresAuditLog(ledger.database, clock, folder.resolve("audit.head")),
                new PostgresReplayJobs.Gates(BulkGate.ALWAYS_OPEN, BulkGate.ALWAYS_OPEN),
                10,
                clock);
        opened.start();
        return opened;
    }
}
