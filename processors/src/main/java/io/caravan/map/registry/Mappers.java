package io.caravan.map.registry;

import io.caravan.map.MessageMapper;
import io.caravan.map.RowMapper;
import io.caravan.map.adt.AdtMapper;
import io.caravan.map.adt.AdtRowMapper;
import io.caravan.map.labs.LabsMapper;
import io.caravan.map.labs.LabsRowMapper;
import io.caravan.map.medications.MedicationsMapper;
import io.caravan.map.medications.MedicationsRowMapper;
import io.caravan.map.orders.OrdersMapper;
import io.caravan.map.orders.OrdersRowMapper;
import io.caravan.message.DataClass;

/** The mappers of each data class. */
public final class Mappers {
    private Mappers() {}

    public static MessageMapper messages(DataClass dataClass) {
        return switch (dataClass) {
            case ADT -> new AdtMapper();
            case LABS -> new LabsMapper();
            case ORDERS -> new OrdersMapper(messages(DataClass.MEDICATIONS));
            case MEDICATIONS -> new MedicationsMapper();
        };
    }

    public static RowMapper rows(DataClass dataClass) {
        return switch (dataClass) {
            case ADT -> new AdtRowMapper();
            case ORDERS -> new OrdersRowMapper();
            case LABS -> new LabsRowMapper();
            case MEDICATIONS -> new MedicationsRowMapper();
        };
    }
}
