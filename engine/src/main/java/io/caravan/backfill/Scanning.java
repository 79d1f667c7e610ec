package io.caravan.backfill;

import io.caravan.backfill.Coexistence.OnDelete;
import io.caravan.backfill.Traces.Trace;
import io.caravan.fold.ResourceKey;
import io.caravan.ledger.Page;
import io.caravan.map.Mapped;
import io.caravan.map.RowMapper;
import io.caravan.sql.Database;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a scan does with keys and with what is gone. A row that is gone becomes a finding; where the database is declared so, it
 * becomes a tombstone too, as old as the scan's beginning: whatever the feed has said since is newer and wins.
 */
final class Scanning {
    private static final Logger LOG = LoggerFactory.getLogger(Scanning.class);
    private static final String GONE = "row-gone";
    private final Buriable buriables;
    private final PostgresSegments segments;
    private final VanishedRows vanished;
    private final Tombstones tombstones;

    Scanning(Database database, PostgresSegments segments, Tombstones tombstones, InstantSource clock) {
        this.buriables = new Buriable(database);
        this.segments = segments;
        this.vanished = new VanishedRows(database, clock);
        this.tombstones = tombstones;
    }

    /** Takes pages of keys. */
    PageHandler pages(LegacySelect select) {
        return page -> segments.completeKeys(select, page.segmentId(), page.rows());
    }

    /** Compares what was read with what is known, notes what is gone and buries it; it goes on where it was interrupted. */
    SourceRun.RunEnd end(PostgresRuns.Run run, PostgresRuns runs, LegacySelect select, Coexistence.Deletes deletes) {
        return signal -> {
            boolean makesTombstones = deletes.onDelete() == OnDelete.TOMBSTONE;
            PostgresRuns.Run now =
                    runs.find(select.dataClass(), select.source()).orElse(run);
            if (!now.marks().compared()) {
                VanishedRows.Scan scan = new VanishedRows.Scan(run.id(), select, makesTombstones);
                boolean confirmed = now.plan().confirmed() || !makesTombstones;
                VanishedRows.Comparison found =
                        vanished.compare(scan, seen -> confirmed || seen.percent() <= deletes.mostPercent());
                if (!confirmed && found.percent() > deletes.mostPercent()) {
                    throw new LegacyProblem(refusal(found, select, deletes));
                }
                LOG.info(
                        "Scan of {} from {}: {} keys, {} rows are gone",
                        select.dataClass().label(),
                        select.source(),
                        found.present(),
                        found.gone());
            }
            Instant low = now.marks().low().orElseThrow();
            for (VanishedRows.Batch batch : vanished.listOpen(run.id())) {
                if (!signal.awaitOpen()) {
                    throw new RunSignal.RunOver();
                }
                bury(batch, select, LegacyTime.micros(low));
            }
            vanished.forget(select);
        };
    }

    private static String refusal(VanishedRows.Comparison found, LegacySelect select, Coexistence.Deletes deletes) {
        String label = select.dataClass().label();
        return String.format(
                Locale.ROOT,
                "%d of %d rows of %s are gone (%.1f %%), more than the %s %% that legacy.%s.deletes-percent allows; nothing was"
                        + " changed. If it is right, say so: caravan backfill scan %s --confirm",
                found.gone(),
                found.known(),
                select.file(),
                found.percent(),
                percent(deletes.mostPercent()),
                select.source(),
                label);
    }

    private static String percent(double percent) {
        return percent == Math.rint(percent) ? Long.toString((long) percent) : Double.toString(percent);
    }

    /** One transaction with the end of its segment, so that no row counts twice. */
    private void bury(VanishedRows.Batch batch, LegacySelect select, long lowMicros) {
        RowMapper mapper = tombstones.mappers().get(select.dataClass());
        if (mapper == null) {
            throw new LegacyProblem("No rows of " + select.dataClass().label() + " can be mapped");
        }
        Set<UUID> buriable = buriables.of(
                batch.rows().stream().flatMap(row -> row.resource().stream()).toList());
        List<Page.Item> items = new ArrayList<>();
        for (Trace row : batch.rows()) {
            Optional<ResourceKey> resource = row.resource().filter(key -> buriable.contains(key.id()));
            Mapped mapped = resource.map(key -> mapper.gone(key, lowMicros)).orElseGet(() -> Mapped.excluded(GONE));
            String name = HexFormat.of().formatHex(row.hash());
            items.add(new Page.Item(name, "{}", Optional.of(mapped), Optional.empty()));
        }
        tombstones.ledger().apply(new Page(select.dataClass(), select.source(), batch.segmentId(), items));
    }
}
