package io.caravan.backfill;

import io.caravan.deadletter.DeadLetter;
import io.caravan.deadletter.Failure;
import io.caravan.deadletter.Rehearsed;
import io.caravan.deadletter.RowRehearsal;
import io.caravan.deadletter.RowReplay;
import io.caravan.ledger.Ledger;
import io.caravan.ledger.Ledger.PageOutcome;
import io.caravan.ledger.Outcome;
import io.caravan.ledger.Page;
import io.caravan.map.MappingContext;
import io.caravan.map.Row;
import io.caravan.map.RowMapper;
import io.caravan.message.DataClass;
import io.caravan.message.Rejected;
import io.caravan.sql.DatabaseFailure;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** A dead-lettered row through the present mapping to the ledger, with the version that it was read with. */
public final class LedgerRowReplay implements RowReplay, RowRehearsal {
    private final Ledger ledger;
    private final Map<DataClass, RowMapper> mappers;
    private final Function<String, MappingContext> contexts;

    /** @param contexts by the name of the source */
    public LedgerRowReplay(
            Ledger ledger, Map<DataClass, RowMapper> mappers, Function<String, MappingContext> contexts) {
        this.ledger = ledger;
        this.mappers = Map.copyOf(mappers);
        this.contexts = contexts;
    }

    @Override
    public Outcome replay(DataClass dataClass, String source, String rowKey, String rowJson) {
        Page.Item item = item(dataClass, source, rowKey, rowJson);
        return outcome(ledger.apply(new Page(dataClass, source, Page.NO_SEGMENT, List.of(item))));
    }

    @Override
    public Rehearsed play(DataClass dataClass, String source, String rowJson) {
        try {
            Page.Item item = item(dataClass, source, "", rowJson);
            return item.mapped().isPresent()
                    ? new Rehearsed.Folded(ledger.preview(item.mapped().get()))
                    : new Rehearsed.Failed(failure(item.rejected().orElseThrow()));
        } catch (Rejected e) {
            return new Rehearsed.Failed(failure(e));
        } catch (DatabaseFailure e) {
            return new Rehearsed.Unknown("database");
        }
    }

    private static Failure failure(Rejected why) {
        return new Failure("map", why.hl7Code(), why.code(), why.place(), DeadLetter.Cause.DATA);
    }

    private Page.Item item(DataClass dataClass, String source, String rowKey, String rowJson) {
        RowMapper mapper = mappers.get(dataClass);
        if (mapper == null) {
            throw new IllegalStateException("No rows of " + dataClass.label() + " can be mapped");
        }
        Row row;
        try {
            row = RowJson.read(rowJson);
        } catch (IllegalArgumentException e) {
            Rejected unreadable = new Rejected(207, "row-unreadable", "row");
            return new Page.Item(rowKey, rowJson, Optional.empty(), Optional.of(unreadable));
        }
        return RowPage.map(new RowPage.Keyed(rowKey, rowJson, row), mapper, contexts.apply(source));
    }

    private static Outcome outcome(PageOutcome counts) {
        if (counts.applied() > 0) {
            return Outcome.APPLIED;
        }
        if (counts.merged() > 0) {
            return Outcome.MERGED;
        }
        if (counts.excluded() > 0) {
            return Outcome.EXCLUDED;
        }
        return counts.deadLettered() > 0 ? Outcome.DEAD_LETTERED : Outcome.SUPERSEDED;
    }
}
