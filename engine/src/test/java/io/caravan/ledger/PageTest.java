package io.caravan.ledger;

import static io.caravan.ledger.LedgerFixture.encounter;
import static io.caravan.ledger.LedgerFixture.id;
import static io.caravan.ledger.LedgerFixture.mapped;
import static io.caravan.ledger.LedgerFixture.merge;
import static io.caravan.ledger.LedgerFixture.page;
import static io.caravan.ledger.LedgerFixture.patient;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.caravan.fold.ResourceType;
import io.caravan.ledger.Ledger.PageOutcome;
import io.caravan.map.Mapped;
import io.caravan.message.DataClass;
import io.caravan.message.Finding;
import io.caravan.message.Rejected;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PageTest {
    private final LedgerFixture ledger = new LedgerFixture();

    @AfterEach
    void close() {
        ledger.close();
    }

    @Test
    void aPageIsFoldedWithItsSegmentAndItsCounts() {
        PageOutcome outcome = ledger.ledger.apply(rows(42, 0, 3000));

        assertThat(outcome).isEqualTo(new PageOutcome(3000, 0, 0, 0, 0));
        assertThat(ledger.completedSegments).containsExactly(42L);
        assertThat(ledger.tally("read")).isEqualTo(3000);
        assertThat(ledger.tally("applied")).isEqualTo(3000);
        assertThat(ledger.number("select count(*) from resource")).isEqualTo(6000);
        assertThat(ledger.json(ResourceType.ENCOUNTER, "e2999"))
                .contains(id("p2999").toString());
    }

    @Test
    void thePageAgainChangesNothing() {
        ledger.ledger.apply(rows(1, 0, 500));

        PageOutcome again = ledger.ledger.apply(rows(2, 0, 500));

        assertThat(again).isEqualTo(new PageOutcome(500, 0, 0, 0, 0));
        assertThat(ledger.number("select max(revision) from resource")).isEqualTo(1);
        assertThat(ledger.number("select count(*) from resource_history")).isZero();
    }

    @Test
    void anOlderRowIsSupersededByTheLiveFeed() {
        ledger.apply(patient("ann", 100, "gender", "female"));

        PageOutcome outcome = ledger.ledger.apply(page(
                1,
                mapped(patient("ann", 50, "gender", "male")),
                mapped(patient("ann", 50, "gender", "male", "birthDate", "1950-01-01"))));

        assertThat(outcome).isEqualTo(new PageOutcome(1, 1, 0, 0, 0));
        assertThat(ledger.json(ResourceType.PATIENT, "ann")).contains("female", "1950-01-01");
    }

    @Test
    void aPageGetsItsTurnWhileTheFeedNeverStopsForItsPatients() throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        AtomicLong time = new AtomicLong(1_000_000);
        ExecutorService feeds = Executors.newFixedThreadPool(4);
        for (int feed = 0; feed < 4; feed++) {
            feeds.submit(() -> {
                while (!stop.get()) {
                    long now = time.incrementAndGet();
                    ledger.apply(patient("p" + now % 40, now, "gender", now % 2 == 0 ? "male" : "female"));
                }
            });
        }

        PageOutcome outcome = CompletableFuture.supplyAsync(() -> ledger.ledger.apply(rows(1, 0, 2000)))
                .get(60, TimeUnit.SECONDS);

        stop.set(true);
        feeds.shutdown();
        assertThat(feeds.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        assertThat(outcome.applied()).isEqualTo(2000);
    }

    @Test
    void manyRowsOfOneResourceAreOneVersion() {
        ledger.ledger.apply(page(
                1,
                mapped(patient("ann", 1, "gender", "male")),
                mapped(patient("ann", 2, "gender", "female")),
                mapped(patient("ann", 3, "gender", "other"))));

        assertThat(ledger.version(ResourceType.PATIENT, "ann")).isEqualTo(1);
        assertThat(ledger.json(ResourceType.PATIENT, "ann")).contains("other");
    }

    @Test
    void rowsThatCannotGoOnAreDeadLettersAndTheOthersGoOn() {
        Page page = new Page(
                DataClass.ADT,
                "old",
                1,
                List.of(
                        item("1", Optional.of(mapped(patient("ann", 1, "gender", "female"))), Optional.empty()),
                        item("2", Optional.empty(), Optional.of(new Rejected(102, "bad-date", "birth_date"))),
                        item("3", Optional.of(merge("x", "x", 1)), Optional.empty()),
                        item("4", Optional.of(Mapped.excluded("deleted")), Optional.empty())));

        PageOutcome outcome = ledger.ledger.apply(page);

        assertThat(outcome).isEqualTo(new PageOutcome(1, 0, 0, 1, 2));
        assertThat(ledger.number("select count(*) from dead_letter where row_key <> '' and sealed is not null"))
                .isEqualTo(2);
        assertThat(ledger.number("select count(*) from dead_letter where place = 'row birth_date'"))
                .isEqualTo(1);
        assertThat(ledger.tally("deadLettered")).isEqualTo(2);
        assertThat(ledger.tally("read")).isEqualTo(4);
    }

    @Test
    void findingsOfRowsNameTheRowByItsHash() {
        ledger.ledger.apply(page(
                1, Mapped.of(List.of(patient("ann", 1, "gender", "female")), List.of(new Finding("unmapped", "sex")))));

        assertThat(ledger.number("select count(*) from finding where row_key <> '' and journal_id is null"))
                .isEqualTo(1);
    }

    @Test
    void aSegmentThatIsNotUnderWayAnyMoreTakesThePageBack() {
        ledger.ledger.apply(rows(1, 0, 300));

        assertThatThrownBy(() -> ledger.ledger.apply(rows(1, 300, 800))).isInstanceOf(RuntimeException.class);

        assertThat(ledger.number("select count(*) from resource")).isEqualTo(600);
        assertThat(ledger.tally("read")).isEqualTo(300);
    }

    @Test
    void pagesInParallelThatMeetOnTheSameResourcesAllPrevail() {
        List<CompletableFuture<PageOutcome>> pages = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            int from = i * 100;
            pages.add(CompletableFuture.supplyAsync(() -> ledger.ledger.apply(rows(from, from, from + 400))));
        }
        pages.forEach(page -> page.orTimeout(60, TimeUnit.SECONDS).join());

        assertThat(ledger.number("select count(*) from resource")).isEqualTo(2 * 700);
        assertThat(ledger.tally("applied")).isEqualTo(1600);
        assertThat(ledger.number("select max(revision) from resource")).isEqualTo(1);
    }

    private static Page.Item item(String key, Optional<Mapped> mapped, Optional<Rejected> rejected) {
        return new Page.Item(key, "{\"id\":\"" + key + "\"}", mapped, rejected);
    }

    private static Page rows(long segmentId, int from, int to) {
        List<Mapped> rows = new ArrayList<>();
        for (int i = from; i < to; i++) {
            rows.add(mapped(
                    patient("p" + i, 1, "gender", "female"), encounter("e" + i, "p" + i, 1, "status", "planned")));
        }
        return page(segmentId, rows.toArray(new Mapped[0]));
    }
}
