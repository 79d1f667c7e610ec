package io.caravan.map.medications;

import io.caravan.fhir.Unit;
import io.caravan.fold.Change;
import io.caravan.fold.Recent;
import io.caravan.fold.ResourceState;
import io.caravan.fold.ResourceState.Entry;
import io.caravan.fold.Version;
import io.caravan.message.Finding;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The different doses that an order has had, each with the newest version that told it, the sixteen newest. So a dose that
 * slipped by a decimal point or a unit is found in whatever order the messages come.
 */
final class DoseHistory {
    private static final String DOSES = Recent.prefix(16, "dose");
    private static final int LONGEST = 40;

    private DoseHistory() {}

    /** @param place where the dose stands in the record */
    static void tell(Change.Builder change, String decimal, Unit unit, String place) {
        String text = unit.code().isEmpty() ? unit.text() : unit.code();
        if (!decimal.isEmpty() && decimal.length() + text.length() <= LONGEST) {
            change.set(DOSES + plain(decimal) + " " + text + "]", '"' + place + '"');
        }
    }

    /** Two texts of one number are one dose. */
    private static String plain(String decimal) {
        return new BigDecimal(decimal).stripTrailingZeros().toPlainString();
    }

    private record Told(BigDecimal number, String unitText, DrugUnit unit, Version version, String place) {
        /** Doses are compared with those of the same: any mass with any mass, an unknown unit with itself. */
        String comparable() {
            return unit.kind() == DrugUnit.Kind.UNKNOWN ? unitText : unit.kind().name();
        }

        BigDecimal amount() {
            return unit.inBase(number);
        }
    }

    /** What each dose makes of the one before it. Doses of different kinds, e.g. tablets and milligrams, say nothing of each other. */
    static List<Finding> findings(ResourceState state) {
        Map<String, Entry> doses = state.fieldsUnder(DOSES);
        if (doses.size() < 2) {
            return List.of();
        }
        List<Told> told = new ArrayList<>(doses.size());
        doses.forEach((path, entry) -> read(path, entry).ifPresent(told::add));
        told.sort(Comparator.comparing(Told::version).thenComparing(Told::amount));
        List<Finding> findings = new ArrayList<>(0);
        Map<String, Told> last = new HashMap<>();
        for (Told one : told) {
            Told before = last.put(one.comparable(), one);
            if (before != null) {
                compare(before, one).ifPresent(code -> findings.add(new Finding(code, one.place())));
            }
        }
        return findings;
    }

    private static Optional<String> compare(Told before, Told after) {
        boolean otherUnit = before.unit().power() != after.unit().power();
        if (otherUnit
                && before.number().compareTo(after.number()) == 0
                && before.number().signum() != 0) {
            return Optional.of("dose-unit-changed");
        }
        int ratio = TenfoldRatio.of(before.amount(), after.amount());
        return ratio == 0 ? Optional.empty() : Optional.of("dose-changed-" + TenfoldRatio.name(ratio));
    }

    private static Optional<Told> read(String path, Entry entry) {
        int space = path.indexOf(' ');
        String json = entry.json();
        if (json == null || space < 0) {
            return Optional.empty();
        }
        String unit = path.substring(space + 1, path.length() - 1);
        BigDecimal number = new BigDecimal(path.substring(DOSES.length(), space));
        String place = json.substring(1, json.length() - 1);
        return Optional.of(new Told(number, unit, DrugUnit.of(unit), entry.version(), place));
    }
}
