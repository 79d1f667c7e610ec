package io.caravan.map.medications;

import io.caravan.fold.ResourceState.Entry;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.Map;
import java.util.Set;

/**
 * One order as its patient's list has it.
 *
 * @param statusMicros when the status was told
 * @param drugs every code and name it is known by
 */
record ListedOrder(
        String status, long statusMicros, Set<String> drugs, String route, long start, long end, String dose) {

    static ListedOrder of(Map<String, Entry> aspects) {
        Entry status = aspects.get(MedicationLists.STATUS);
        String period = text(aspects, MedicationLists.PERIOD);
        int space = period.indexOf(' ');
        String drugs = text(aspects, MedicationLists.DRUG);
        return new ListedOrder(
                text(aspects, MedicationLists.STATUS),
                status == null ? Long.MIN_VALUE : status.version().micros(),
                drugs.isEmpty() ? Set.of() : Set.of(drugs.split(" ", -1)),
                text(aspects, MedicationLists.ROUTE),
                space <= 0 ? Long.MIN_VALUE : Long.parseLong(period.substring(0, space)),
                space < 0 || space == period.length() - 1
                        ? Long.MAX_VALUE
                        : Long.parseLong(period.substring(space + 1)),
                text(aspects, MedicationLists.DOSE));
    }

    private static String text(Map<String, Entry> aspects, String aspect) {
        Entry entry = aspects.get(aspect);
        String json = entry == null ? null : entry.json();
        return json == null ? "" : json.substring(1, json.length() - 1);
    }

    boolean isActive() {
        return status.equals(OrderStatus.ACTIVE) && end > statusMicros;
    }

    /** Of two active orders: whether they give one drug by one route at one time. */
    boolean overlaps(ListedOrder other) {
        return route.equals(other.route)
                && start < other.end
                && other.start < end
                && !Collections.disjoint(drugs, other.drugs);
    }

    /** Whether an event ended it before this moment. */
    boolean endedBefore(long micros) {
        return OrderStatus.isTerminal(status) && statusMicros < micros;
    }

    /** The dose in grams; zero where it is no mass. */
    BigDecimal massOfDose() {
        int space = dose.indexOf(' ');
        if (space < 0) {
            return BigDecimal.ZERO;
        }
        DrugUnit unit = DrugUnit.of(dose.substring(space + 1));
        return unit.kind() == DrugUnit.Kind.MASS
                ? unit.inBase(new BigDecimal(dose.substring(0, space)))
                : BigDecimal.ZERO;
    }
}
