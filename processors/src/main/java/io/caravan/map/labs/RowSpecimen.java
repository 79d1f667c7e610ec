package io.caravan.map.labs;

import io.caravan.fhir.Json;
import io.caravan.fold.Change;
import io.caravan.fold.ResourceKey;
import io.caravan.fold.ResourceType;
import io.caravan.map.Mapping;
import io.caravan.map.Row;
import io.caravan.map.identity.BusinessKey;
import io.caravan.map.identity.Orders;
import java.util.Optional;

/** The specimen of one result row, by the number that the laboratory gave it: the same as that of SPM-2. */
final class RowSpecimen {
    private final Mapping mapping;
    private final ReportContext report;
    private final Row row;

    RowSpecimen(Mapping mapping, ReportContext report, Row row) {
        this.mapping = mapping;
        this.report = report;
        this.row = row;
    }

    Optional<ResourceKey> add(Orders orders) {
        return orders.ofNumbers("", text("specimen_number")).filler().map(this::add);
    }

    private ResourceKey add(BusinessKey number) {
        ResourceKey key = number.key(ResourceType.SPECIMEN);
        Change.Builder change =
                Change.of(key.type(), key.id(), report.version()).patient(report.patient());
        change.set(number.identifier().path(), number.identifier().json());
        ObservationChange.lookup(number.identifier(), change);
        String type = text("specimen_type");
        set(
                "specimen_type",
                "type",
                type.isEmpty()
                        ? ""
                        : mapping.fragments().concept(type, text("specimen_system"), type, "", "specimen_type"),
                change);
        set("collected_at", "collection.collectedDateTime", time("collected_at"), change);
        set("received_at", "receivedTime", time("received_at"), change);
        mapping.add(change);
        return key;
    }

    private void set(String column, String path, String json, Change.Builder change) {
        if (!json.isEmpty()) {
            change.set(path, json);
        } else if (row.isNull(column)) {
            change.clear(path);
        }
    }

    private String time(String column) {
        String time = mapping.dateTime(text(column), column);
        return time.isEmpty() ? "" : Json.string(time);
    }

    private String text(String column) {
        return row.find(column).map(String::strip).orElse("");
    }
}
