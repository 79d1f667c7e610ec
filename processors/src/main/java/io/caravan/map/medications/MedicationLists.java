package io.caravan.map.medications;

import io.caravan.fold.Change;
import io.caravan.fold.Derivation;
import io.caravan.fold.Recent;
import io.caravan.fold.ResourceKey;
import io.caravan.fold.ResourceState;
import io.caravan.fold.ResourceState.Entry;
import io.caravan.message.Finding;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a patient's drug orders show together: two active ones of one drug by one route at one time, doses given after an order
 * ended, doses the source knows of and nobody has sent, dispenses that do not fit the dose. They are told, never merged or
 * mended. The list keeps the facts of about the sixty-four newest orders.
 */
public final class MedicationLists implements Derivation {
    static final String STATUS = "status";
    static final String DRUG = "drug";
    static final String ROUTE = "route";
    static final String PERIOD = "period";
    static final String DOSE = "dose";

    private static final String ORDER = Recent.prefix(320, "order");
    static final String SAME = Recent.prefix(64, "same");
    static final String GIVEN = Recent.prefix(64, "given");
    static final String LAST_GIVEN = Recent.prefix(64, "last");
    static final String DISPENSED = Recent.prefix(64, "dispensed");

    static String shortId(ResourceKey key) {
        return Long.toHexString(key.id().getMostSignificantBits());
    }

    static String order(String shortId, String aspect) {
        return ORDER + shortId + "." + aspect + "]";
    }

    @Override
    public List<Change> derive(ResourceState list) {
        return List.of();
    }

    @Override
    public List<Finding> contradictions(ResourceState list) {
        Map<String, ListedOrder> orders = orders(list);
        List<Finding> findings = new ArrayList<>(0);
        duplicates(orders.values().stream().filter(ListedOrder::isActive).toList(), findings);
        givenAfterEnd(list, orders, findings);
        lastDoses(list, findings);
        dispenses(list, orders, findings);
        return findings;
    }

    private static Map<String, ListedOrder> orders(ResourceState list) {
        Map<String, Map<String, Entry>> facts = new HashMap<>();
        boolean renamed = !list.fieldsUnder(SAME).isEmpty();
        list.fieldsUnder(ORDER).forEach((path, entry) -> {
            int dot = path.indexOf('.', ORDER.length());
            String order = path.substring(ORDER.length(), dot);
            String aspect = path.substring(dot + 1, path.length() - 1);
            facts.computeIfAbsent(renamed ? sameAs(list, order) : order, any -> new HashMap<>())
                    .merge(aspect, entry, (a, b) -> a.version().compareTo(b.version()) >= 0 ? a : b);
        });
        Map<String, ListedOrder> orders = new HashMap<>();
        facts.forEach((order, aspects) -> orders.put(order, ListedOrder.of(aspects)));
        return orders;
    }

    private static String sameAs(ResourceState list, String order) {
        return list.find(SAME + order + "]")
                .map(json -> json.substring(1, json.length() - 1))
                .orElse(order);
    }

    private static void duplicates(List<ListedOrder> active, List<Finding> findings) {
        for (int i = 0; i < active.size(); i++) {
            for (int j = i + 1; j < active.size(); j++) {
                if (active.get(i).overlaps(active.get(j))) {
                    findings.add(new Finding("duplicate-active-order", "RXE-2"));
                }
            }
        }
    }

    private static void givenAfterEnd(ResourceState list, Map<String, ListedOrder> orders, List<Finding> findings) {
        list.fieldsUnder(GIVEN).forEach((path, entry) -> {
            ListedOrder order = orders.get(sameAs(list, key(path, GIVEN)));
            if (order != null && order.endedBefore(entry.version().micros())) {
                findings.add(new Finding("dose-after-end", "RXA-3"));
            }
        });
    }

    private static void lastDoses(ResourceState list, List<Finding> findings) {
        list.fieldsUnder(LAST_GIVEN).forEach((path, entry) -> {
            String json = entry.json();
            if (json != null && Long.parseLong(json) > newestDose(list, key(path, LAST_GIVEN))) {
                findings.add(new Finding("last-dose-missing", "last_given_at"));
            }
        });
    }

    private static long newestDose(ResourceState list, String order) {
        Entry given = list.fields().get(GIVEN + order + "]");
        long newest = given == null ? Long.MIN_VALUE : given.version().micros();
        for (Map.Entry<String, Entry> same : list.fieldsUnder(SAME).entrySet()) {
            String json = same.getValue().json();
            if (json != null && json.equals('"' + order + '"')) {
                Entry byFiller = list.fields().get(GIVEN + key(same.getKey(), SAME) + "]");
                newest = byFiller == null
                        ? newest
                        : Math.max(newest, byFiller.version().micros());
            }
        }
        return newest;
    }

    private static void dispenses(ResourceState list, Map<String, ListedOrder> orders, List<Finding> findings) {
        list.fieldsUnder(DISPENSED).forEach((path, entry) -> {
            int dot = path.indexOf('.', DISPENSED.length());
            ListedOrder order = orders.get(sameAs(list, path.substring(DISPENSED.length(), dot)));
            if (order != null && isTenfold(order, entry.json())) {
                findings.add(new Finding("dispense-unlike-dose", "RXD-16"));
            }
        });
    }

    /** Whether the strength alone, or all that was handed out, is ten, a hundred or a thousand times the dose, or a part of it. */
    private static boolean isTenfold(ListedOrder order, @Nullable String json) {
        if (json == null) {
            return false;
        }
        String[] parts = json.substring(1, json.length() - 1).split(" ", 3);
        BigDecimal dose = order.massOfDose();
        BigDecimal strength = DrugUnit.of(parts[2]).inBase(new BigDecimal(parts[0]));
        if (TenfoldRatio.of(dose, strength) > 0) {
            return true;
        }
        return !parts[1].isEmpty() && TenfoldRatio.of(dose, strength.multiply(new BigDecimal(parts[1]))) > 0;
    }

    private static String key(String path, String prefix) {
        return path.substring(prefix.length(), path.length() - 1);
    }
}
