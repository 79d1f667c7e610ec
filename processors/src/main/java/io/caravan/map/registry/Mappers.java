package io.caravan.map.registry;

import io.caravan.map.Mapped;
import io.caravan.map.MessageMapper;
import io.caravan.map.RowMapper;
import io.caravan.map.adt.AdtMapper;
import io.caravan.map.labs.LabsMapper;
import io.caravan.message.DataClass;

/** The mappers of each data class. */
public final class Mappers {
    private Mappers() {}

    public static MessageMapper messages(DataClass dataClass) {
        return switch (dataClass) {
            case ADT -> new AdtMapper();
            case LABS -> new LabsMapper();
            case ORDERS, MEDICATIONS -> (message, context) -> Mapped.excluded("class-not-carried");
        };
    }

    public static RowMapper rows(DataClass dataClass) {
        return switch (dataClass) {
            case ADT, ORDERS, LABS, MEDICATIONS -> (row, context) -> Mapped.excluded("class-not-carried");
        };
    }
}
