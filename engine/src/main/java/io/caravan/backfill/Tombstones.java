package io.caravan.backfill;

import io.caravan.ledger.Ledger;
import io.caravan.map.RowMapper;
import io.caravan.message.DataClass;
import java.util.Map;

/** What turns a row that is gone into facts, and whom it tells. */
public record Tombstones(Ledger ledger, Map<DataClass, RowMapper> mappers) {
    public Tombstones {
        mappers = Map.copyOf(mappers);
    }
}
