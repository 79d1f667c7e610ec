package io.caravan.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.caravan.audit.AuditLog.AuditRecord;
import io.caravan.balance.Balance;
import io.caravan.deadletter.Attempt;
import io.caravan.deadletter.DeadLetter.State;
import io.caravan.deadletter.Decision;
import io.caravan.deadletter.LetterFilter;
import io.caravan.dispatch.Dispatcher;
import io.caravan.journal.Desk;
import io.caravan.journal.JournalEntry;
import io.caravan.ledger.Outcome;
import io.caravan.window.BulkGate;
import io.caravan.window.Limit;
import io.caravan.window.Standing;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayJobsTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final JobTerms CANARY = new JobTerms(0, true, false, 10);

    @TempDir
    Path folder;

    private final List<JournalEntry> handled = Collections.synchronizedList(new ArrayList<>());
    private final Set<Long> failing = ConcurrentHashMap.newKeySet();
    private ReplayDesk site;

    @BeforeEach
    void open() {
        site = new ReplayDesk(new Desk(), folder);
    }

    @AfterEach
    void close() {
        site.close();
    }

    @Test
    void eachLetterIsReplayedOnceEachPatientsInOrderAndRecordedOnce() {
        List<Long> ids = site.deadLetters(60, 7);
        List<Long> shuffled = new ArrayList<>(ids);
        Collections.shuffle(shuffled, new java.util.Random(7));
        site.handle(this::apply);

        Job job = site.create(shuffled, JobTerms.USUAL, "request-1");
        awaitState(job, JobState.DONE);

        assertThat(site.job(job.id()).progress()).isEqualTo(progress(site.job(job.id()), 60, 60, 0, 0));
        assertThat(handled).hasSize(60);
        assertEachPatientInOrder();
        assertThat(site.desk.adt()).isEqualTo(new Balance.Counts(60, 60, 0, 0, 0, 0, 0));
        assertThat(replayRecords())
                .containsOnlyKeys(subjects(ids))
                .allSatisfy((subject, count) -> assertThat(count).isOne());
        assertThat(site.audit.verify().isIntact()).isTrue();
        assertThat(site.letters.history(ids.get(0)))
                .extracting(Attempt::event)
                .containsExactly("failed", "replay", "replayed");
    }

    @Test
    void theSameRequestIsTheSameJob() {
        List<Long> ids = site.deadLetters(3, 3);

        Job first = site.create(ids, JobTerms.USUAL, "request-1");
        Job again = site.create(ids, JobTerms.USUAL, "request-1");

        assertThat(again.id()).isEqualTo(first.id());
        assertThat(site.jobs.list(Long.MAX_VALUE, 10)).hasSize(1);
    }

    @Test
    void aSourceHasOneJobAtATime() {
        List<Long> ids = site.deadLetters(4, 4);
        Job first = site.create(ids.subList(0, 2), JobTerms.USUAL, "request-1");

        assertThat(site.jobs.preview(ReplayDesk.all(ids)).busy()).containsExactly(first.id());
        assertThatThrownBy(() -> site.create(ids.subList(2, 4), JobTerms.USUAL, "request-2"))
                .isInstanceOf(JobRefused.class)
                .hasMessageContaining("Job " + first.id());
        assertThat(site.jobs.list(Long.MAX_VALUE, 10)).hasSize(1);

        site.handle(this::apply);
        awaitEnd(first);
        awaitState(site.create(ids.subList(2, 4), JobTerms.USUAL, "request-3"), JobState.DONE);
    }

    @Test
    void aPreviewCountsAndDoesNothing() {
        List<Long> ids = site.deadLetters(6, 2);
        site.letters.hold(ids.subList(0, 1), by("waits for the lab"));
        site.letters.discard(ids.subList(1, 2), by("a test message"));

        JobPreview preview = site.jobs.preview(ReplayDesk.all(ids));

        assertThat(preview.letters()).isEqualTo(5);
        assertThat(preview.patients()).isEqualTo(2);
        assertThat(preview.parts()).extracting(JobPreview.Part::state).containsExactly(State.OPEN, State.HELD);
        assertThat(site.jobs.list(Long.MAX_VALUE, 10)).isEmpty();
        assertThat(site.desk.adt().deadLettered()).isEqualTo(6);
    }

    @Test
    void aFilterTakesOpenLettersOnlyUnlessItAsksForHeldOnes() {
        List<Long> ids = site.deadLetters(4, 4);
        site.letters.hold(ids.subList(0, 1), by("waits for the map"));
        long group = site.letters.find(ids.get(0)).orElseThrow().filing().group();
        site.handle(this::apply);

        Selection open = new Selection.Matching(LetterFilter.ALL.inGroup(group));
        Selection held = new Selection.Matching(LetterFilter.ALL.inGroup(group).in(State.HELD));
        assertThat(site.jobs.preview(open).letters()).isEqualTo(3);
        assertThat(site.jobs.preview(held).letters()).isEqualTo(1);
        Job job = site.jobs.create(held, JobTerms.USUAL, new JobRequest("request-1", "ann", "the map knows it now"));
        awaitState(job, JobState.DONE);

        assertThat(job.selected().words()).isEqualTo("held letters, group " + group);
        assertThat(site.letters.find(ids.get(0)).orElseThrow().state()).isEqualTo(State.REPLAYED);
        assertThat(site.desk.adt().deadLettered()).isEqualTo(3);
        assertThat(site.jobs.newcomers(job.id())).isZero();
        site.deadLetter("later", "MRLATER");
        assertThat(site.jobs.newcomers(job.id())).isOne();
        assertThatThrownBy(() -> new Selection.Matching(LetterFilter.ALL.in(State.DISCARDED)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aJobOfNothingIsRefused() {
        List<Long> ids = site.deadLetters(1, 1);
        site.letters.discard(ids, by("a test message"));

        assertThatThrownBy(() -> site.create(ids, JobTerms.USUAL, "request-1"))
                .isInstanceOf(JobRefused.class)
                .hasMessageContaining("nothing to replay");
        assertThat(site.jobs.list(Long.MAX_VALUE, 10)).isEmpty();
    }

    @Test
    void aCanaryThatFailsStopsTheJobAfterOneLetter() {
        List<Long> ids = site.deadLetters(30, 30);
        failing.addAll(journalIds(ids));
        site.handle(this::apply);

        Job job = site.create(ids, CANARY, "request-1");
        awaitState(job, JobState.STOPPED);

        assertThat(handled).hasSize(1);
        assertThat(site.job(job.id()).standing().why()).contains("canary");
        assertThat(site.jobs.items(job.id(), List.of(ItemState.FAILED), 0, 10))
                .extracting(JobItem::letterId)
                .containsExactly(ids.get(0));
    }

    @Test
    void aJobThatFailuresStoppedIsAnAlertUntilSomebodyDecides() {
        List<Long> ids = site.deadLetters(3, 3);
        failing.addAll(journalIds(ids));
        site.handle(this::apply);
        StandingJobs alert = new StandingJobs(site.desk.database);
        Job job = site.create(ids, CANARY, "request-1");
        awaitState(job, JobState.STOPPED);

        assertThat(alert.standing())
                .singleElement()
                .satisfies(one ->
                        assertThat(one.text()).startsWith("Job " + job.id()).contains("canary"));
        site.jobs.cancel(job.id(), "ann", "the map is to be mended first");
        await().atMost(LIMIT).until(() -> alert.standing().isEmpty());
    }

    @Test
    void afterOneLetterTheCanaryTakesTenThenTheRest() {
        List<Long> ids = site.deadLetters(30, 30);
        failing.add(journalIds(ids).get(5));
        site.handle(this::apply);

        Job job = site.create(ids, CANARY, "request-1");
        awaitState(job, JobState.STOPPED);
        await().atMost(LIMIT).until(() -> site.job(job.id()).progress().inFlight() == 0);
        assertThat(handled).hasSizeLessThanOrEqualTo(11);
        failing.clear();
        site.jobs.resume(job.id(), "ann", "that one is known");
        awaitState(job, JobState.DONE);

        Job.Progress progress = site.job(job.id()).progress();
        assertThat(progress.replayed()).isEqualTo(29);
        assertThat(progress.failed()).isEqualTo(1);
    }

    @Test
    void whereAllFailNoMoreFailThanTheJobMayHaveFailures() {
        List<Long> ids = site.deadLetters(40, 40);
        failing.addAll(journalIds(ids));
        site.handle(this::apply);

        Job job = site.create(ids, new JobTerms(0, false, false, 5), "request-1");
        awaitState(job, JobState.STOPPED);

        assertThat(handled).hasSize(5);
        assertThat(site.job(job.id()).standing().why()).startsWith("5 letters failed again");
        site.jobs.cancel(job.id(), "ann", "the map is wrong still");
        assertThat(site.job(job.id()).times().ended()).isPresent();
        assertThat(site.desk.adt()).isEqualTo(new Balance.Counts(40, 0, 0, 0, 0, 40, 0));
        assertThat(site.letters.find(ids.get(0)).orElseThrow().attempts()).isEqualTo(2);
        assertThat(site.letters.find(ids.get(39)).orElseThrow().attempts()).isEqualTo(1);
        assertThat(actions()).contains("job-create", "job-stopped", "job-cancel");
    }

    @Test
    void aPausedJobSubmitsNothingAndGoesOnWhenItIsResumed() {
        List<Long> ids = site.deadLetters(10, 10);
        site.windows = any -> BulkGate.shut("shut until 22:00");
        site.handle(this::apply);
        Job job = site.create(ids, new JobTerms(0, false, true, 10), "request-1");

        await().atMost(LIMIT).until(() -> site.job(job.id()).standing().why().equals("shut until 22:00"));
        site.jobs.pause(job.id(), "ann", "the lab calls back");
        site.windows = BulkGate.ALWAYS_OPEN;

        assertThat(site.jobs.pause(job.id(), "ann", "a double click").state()).isEqualTo(JobState.PAUSED);
        assertThat(site.job(job.id()).standing().why()).isEqualTo("the lab calls back");
        assertThat(handled).isEmpty();
        site.jobs.resume(job.id(), "ann", "they called");
        awaitState(job, JobState.DONE);
        assertThat(handled).hasSize(10);
        assertThatThrownBy(() -> site.jobs.resume(job.id(), "ann", "once more"))
                .isInstanceOf(JobRefused.class)
                .hasMessageContaining("is done");
    }

    @Test
    void anEmergencyStopHoldsAJobThatKeepsToNoWindows() {
        List<Long> ids = site.deadLetters(5, 5);
        Set<String> sources = ConcurrentHashMap.newKeySet();
        site.windows = work -> {
            sources.add(work.source());
            return new Standing(Standing.Level.STOPPED, Limit.NONE, Optional.empty(), "stopped by anna");
        };
        site.handle(this::apply);
        Job job = site.create(ids, new JobTerms(0, false, false, 10), "request-1");

        await().atMost(LIMIT).until(() -> site.job(job.id()).standing().why().equals("stopped by anna"));
        assertThat(handled).isEmpty();
        assertThat(sources).hasSize(1).doesNotContain("");
        site.windows = any -> BulkGate.shut("shut until 22:00");
        awaitState(job, JobState.DONE);

        assertThat(handled).hasSize(5);
    }

    @Test
    void lettersThatLeftTheirStateMeanwhileAreSkippedAndCounted() {
        List<Long> ids = site.deadLetters(5, 5);
        site.windows = any -> BulkGate.shut("shut");
        site.handle(this::apply);
        Job job = site.create(ids, new JobTerms(0, false, true, 10), "request-1");

        site.letters.discard(ids.subList(1, 2), by("a test message"));
        site.letters.replay(ids.subList(3, 4), by("by hand"));
        await().atMost(LIMIT).until(() -> handled.size() == 1);
        site.windows = BulkGate.ALWAYS_OPEN;
        awaitState(job, JobState.DONE);

        Job.Progress progress = site.job(job.id()).progress();
        assertThat(progress.replayed()).isEqualTo(3);
        assertThat(progress.skipped()).isEqualTo(2);
        assertThat(handled).hasSize(4);
        assertThat(site.letters.find(ids.get(1)).orElseThrow().state()).isEqualTo(State.DISCARDED);
    }

    @Test
    void aLetterThatJobsReplayedTooOftenIsSkipped() {
        List<Long> ids = site.deadLetters(1, 1);
        failing.addAll(journalIds(ids));
        site.handle(this::apply);

        for (int i = 0; i < ReplayDesk.MAX_REPLAYS; i++) {
            awaitEnd(site.create(ids, JobTerms.USUAL, "request-" + i));
        }
        Job last = site.create(ids, JobTerms.USUAL, "request-last");
        awaitState(last, JobState.DONE);

        assertThat(site.job(last.id()).progress().skipped()).isOne();
        assertThat(handled).hasSize(ReplayDesk.MAX_REPLAYS);
    }

    @Test
    void theRateIsKept() {
        List<Long> ids = site.deadLetters(25, 25);
        site.handle(this::apply);
        long begun = System.nanoTime();

        Job job = site.create(ids, new JobTerms(50, false, false, 10), "request-1");
        awaitState(job, JobState.DONE);

        // 50 a second: one at once, and a tenth of a second's worth may have been saved up.
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofMillis(1000 * (25 - 6) / 50));
    }

    @Test
    void afterACrashEachLetterIsStillReplayedOnceAndInOrder() {
        List<Long> ids = site.deadLetters(50, 5);
        site.handle(this::neverEnds);
        Job job = site.create(ids, JobTerms.USUAL, "request-1");
        await().atMost(LIMIT).until(() -> site.job(job.id()).progress().inFlight() == 10);

        site.restart();
        handled.clear();
        site.handle(this::apply);
        awaitState(job, JobState.DONE);

        assertThat(site.job(job.id()).progress().replayed()).isEqualTo(50);
        assertThat(handled).hasSize(50);
        assertEachPatientInOrder();
        assertThat(replayRecords())
                .hasSize(50)
                .allSatisfy((subject, count) -> assertThat(count).isOne());
        assertThat(site.desk.adt()).isEqualTo(new Balance.Counts(50, 50, 0, 0, 0, 0, 0));
    }

    private void apply(JournalEntry entry, Dispatcher.Completion completion) {
        handled.add(entry);
        if (failing.contains(entry.id())) {
            site.letters.open(entry, "", ReplayDesk.BAD_DATE);
        } else {
            site.desk.ends(entry.id(), Outcome.APPLIED);
        }
        completion.done();
    }

    private void neverEnds(JournalEntry entry, Dispatcher.Completion completion) {
        handled.add(entry);
    }

    private List<Long> journalIds(List<Long> ids) {
        return ids.stream()
                .map(id -> site.letters.find(id).orElseThrow().journalId().orElseThrow())
                .toList();
    }

    private void awaitState(Job job, JobState state) {
        await().atMost(LIMIT).until(() -> site.job(job.id()).state() == state);
    }

    private void awaitEnd(Job job) {
        await().atMost(LIMIT).until(() -> site.job(job.id()).times().ended().isPresent());
    }

    private void assertEachPatientInOrder() {
        Map<Long, Long> last = new HashMap<>();
        for (JournalEntry entry : List.copyOf(handled)) {
            Long before = last.put(entry.patientHash(), entry.id());
            assertThat(before == null || before < entry.id()).isTrue();
        }
    }

    private Map<String, Integer> replayRecords() {
        Map<String, Integer> counts = new TreeMap<>();
        site.audit.list(0, 1000).stream()
                .filter(record -> record.action().equals("replay"))
                .forEach(record -> counts.merge(record.subject(), 1, Integer::sum));
        return counts;
    }

    private List<String> actions() {
        return site.audit.list(0, 1000).stream().map(AuditRecord::action).toList();
    }

    private static Decision by(String reason) {
        return new Decision("olga", reason);
    }

    private static String[] subjects(List<Long> ids) {
        return ids.stream().map(id -> "deadletter/" + id).toArray(String[]::new);
    }

    private static Job.Progress progress(Job job, long total, long replayed, long failed, long skipped) {
        return new Job.Progress(
                total, 0, replayed, 0, failed, skipped, 0, job.progress().speed());
    }
}
