package io.caravan.map.labs;

import io.caravan.fhir.FhirIds;
import io.caravan.fold.Change;
import io.caravan.fold.ResourceKey;
import io.caravan.fold.ResourceType;
import io.caravan.hl7.Repetition;
import io.caravan.hl7.Segment;
import io.caravan.map.Mapping;
import io.caravan.map.Row;
import io.caravan.map.identity.BusinessKey;
import io.caravan.map.identity.OrderIdentity;
import io.caravan.map.identity.Orders;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Writes which results of a report may be parents, and whose children its results are (OBR-26, OBR-29). Parents are named by
 * filler or placer number, so both get a link. Only results that can be a parent are written, for every link is a row: those with
 * a sub-id that are no numbers, and all of a microbiology report.
 */
final class ResultLinkWriter {
    private static final Set<String> MICROBIOLOGY = Set.of("MB", "MCB", "MYC", "PAR", "VR");
    private static final Set<String> NEVER_PARENTS =
            Set.of("NM", "SN", "NR", "NA", "MA", "ED", "RP", "DT", "TM", "TS", "DTM");

    private final Mapping mapping;
    private final ReportContext report;
    private final Orders orders;

    ResultLinkWriter(Mapping mapping, ReportContext report, Orders orders) {
        this.mapping = mapping;
        this.report = report;
        this.orders = orders;
    }

    /** @param results the observation of each line */
    void add(ReportGroup group, List<ResourceKey> results) {
        Segment obr = group.obr();
        if (obr.has(26)) {
            children(obr, results);
        }
        boolean all = MICROBIOLOGY.contains(obr.text(24));
        List<Change.Builder> links = List.of();
        for (int i = 0; i < results.size(); i++) {
            Segment obx = group.lines().get(i).first();
            if ((all || obx.has(4)) && !NEVER_PARENTS.contains(obx.text(2))) {
                links = links.isEmpty() ? links(report.identity().numbers()) : links;
                parent(obx, results.get(i), links);
            }
        }
        links.forEach(mapping::add);
    }

    /** A row: what it was made from is in columns of its own. */
    void add(Row row, ResourceKey result) {
        String code = text(row, "test_code");
        String parentCode = text(row, "parent_code");
        if (!parentCode.isEmpty()) {
            OrderIdentity named = orders.ofNumbers("", text(row, "parent_number"));
            OrderIdentity numbers = named.filler().isEmpty() ? report.identity().numbers() : named;
            String pointer = ResultLinks.pointer(parentCode, text(row, "parent_sub_id"));
            for (Change.Builder link : links(numbers)) {
                ResultLinks.child(link, pointer, result);
                mapping.add(link);
            }
        }
        if (row.find("sub_id").isPresent() && !code.isEmpty() && !NEVER_PARENTS.contains(text(row, "value_type"))) {
            for (Change.Builder link : links(report.identity().numbers())) {
                ResultLinks.parent(link, ResultLinks.pointer(code, text(row, "sub_id")), result);
                mapping.add(link);
            }
        }
    }

    private static String text(Row row, String column) {
        return row.find(column).map(String::strip).orElse("");
    }

    private static void parent(Segment obx, ResourceKey result, List<Change.Builder> links) {
        String subId = obx.first(4).whole();
        for (int component : new int[] {1, 4}) {
            String code = obx.text(3, component);
            if (!code.isBlank()) {
                links.forEach(link -> ResultLinks.parent(link, ResultLinks.pointer(code, subId), result));
            }
        }
    }

    private void children(Segment obr, List<ResourceKey> results) {
        Repetition parent = obr.first(26);
        Repetition observed = parent.nested(1);
        String code = observed.text(1).isBlank() ? observed.text(4) : observed.text(1);
        if (code.isBlank()) {
            mapping.finding("parent-result-without-code", "OBR-26");
            return;
        }
        String pointer = ResultLinks.pointer(code, parent.text(2));
        for (Change.Builder link : links(parentNumbers(obr))) {
            results.forEach(result -> ResultLinks.child(link, pointer, result));
            mapping.add(link);
        }
    }

    /** OBR-29; a child that names no order of its parent is of the same one. */
    private OrderIdentity parentNumbers(Segment obr) {
        Repetition eip = obr.first(29);
        OrderIdentity named =
                new OrderIdentity(orders.placer(eip.nested(1), "OBR-29"), orders.filler(eip.nested(2), "OBR-29"));
        boolean none = named.placer().isEmpty() && named.filler().isEmpty();
        return none ? report.identity().numbers() : named;
    }

    private List<Change.Builder> links(OrderIdentity numbers) {
        List<Change.Builder> links = new ArrayList<>(2);
        numbers.filler().ifPresent(number -> links.add(link(number)));
        numbers.placer().ifPresent(number -> links.add(link(number)));
        return links;
    }

    private Change.Builder link(BusinessKey number) {
        return Change.of(
                        ResourceType.RESULT_LINK,
                        FhirIds.id(
                                "ResultLink",
                                number.scope(),
                                number.identifier().type(),
                                number.identifier().value()),
                        report.version())
                .patient(report.patient());
    }
}
