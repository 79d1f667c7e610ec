package io.caravan.map.medications;

import io.caravan.fhir.Json;
import io.caravan.fhir.Quantity;
import io.caravan.fhir.Unit;
import io.caravan.fhir.Units;
import io.caravan.hl7.Segment;
import io.caravan.map.Mapping;
import io.caravan.message.Rejected;
import java.util.ArrayList;
import java.util.List;

/** RXC: the base and the additives of a mixture, as ingredients of a contained Medication. */
final class Components {
    static final String TYPE = "urn:caravan:extension:component-type";
    private static final String COMPONENT_STRENGTH = "urn:caravan:extension:component-strength";
    private static final String LARGE_VOLUME = "S";

    private final Mapping mapping;
    private final Units units;

    Components(Mapping mapping, Units units) {
        this.mapping = mapping;
        this.units = units;
    }

    /** An array of {@code Medication.ingredient}; empty text for none. */
    String ingredients(List<Segment> components) {
        List<String> ingredients = new ArrayList<>(components.size());
        for (Segment rxc : components) {
            String item = mapping.fragments().concept(rxc.first(2));
            if (item.isEmpty()) {
                if (!rxc.isNull(2)) {
                    mapping.finding("missing-component", "RXC-2");
                }
                continue;
            }
            ingredients.add(Json.object()
                    .raw("extension", extensions(rxc))
                    .raw("itemCodeableConcept", item)
                    .raw("strength", amount(rxc))
                    .end());
        }
        return Json.array(ingredients);
    }

    /** How much of it is in the mixture. */
    private String amount(Segment rxc) {
        if (!rxc.has(3)) {
            mapping.finding("missing-component-amount", "RXC-3");
            return "";
        }
        Unit unit = units.of(rxc.first(4));
        if (unit.isNone()) {
            mapping.finding("dose-without-unit", "RXC-4");
        }
        return Strength.ratio(Quantity.of(Dose.decimal(rxc.text(3), "RXC-3"), unit), Strength.ONE);
    }

    private String extensions(Segment rxc) {
        List<String> extensions = new ArrayList<>(2);
        String type = rxc.text(1).strip();
        if (type.equals("B") || type.equals("A")) {
            extensions.add("{\"url\":\"" + TYPE + "\",\"valueCode\":\"" + type + "\"}");
        } else if (!type.isEmpty()) {
            mapping.finding("unknown-component-type", "RXC-1");
        }
        if (rxc.has(5)) {
            String strength = Quantity.of(Dose.decimal(rxc.text(5), "RXC-5"), units.of(rxc.first(6)))
                    .simpleJson();
            extensions.add("{\"url\":\"" + COMPONENT_STRENGTH + "\",\"valueQuantity\":" + strength + "}");
        }
        return Json.array(extensions);
    }

    /**
     * A new infusion must say what is in it. It is an infusion where the pharmacy order type says S (large volume, table 0480),
     * or, where no type is given, where it goes into a vein at a rate.
     *
     * @throws Rejected where it does not: nobody may guess the contents of a bag
     */
    void require(OrderGroup group) {
        String control = group.orc.text(1).strip();
        if (!control.equals("NW") && !control.equals("RO")
                || !group.ordered.components.isEmpty()
                || !group.encoded.components.isEmpty()) {
            return;
        }
        String type = firstOf(group.rxe.text(44), group.rxo.text(27));
        boolean infusion = type.isEmpty() ? runsIntoVein(group) : type.equals(LARGE_VOLUME);
        if (infusion) {
            throw new Rejected(101, "iv-without-components", "RXC");
        }
    }

    private boolean runsIntoVein(OrderGroup group) {
        if (!group.rxe.has(23) && !group.rxo.has(21)) {
            return false;
        }
        List<Segment> routes = group.encoded.routes.isEmpty() ? group.ordered.routes : group.encoded.routes;
        return routes.stream().anyMatch(rxr -> Route.way(rxr, mapping.codes()) == Way.INTRAVENOUS);
    }

    private static String firstOf(String first, String second) {
        return first.isBlank() ? second.strip() : first.strip();
    }
}
