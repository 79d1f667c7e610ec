package io.caravan.map.identity;

import io.caravan.fhir.Identifier;
import io.caravan.hl7.Repetition;
import io.caravan.hl7.Segment;
import io.caravan.map.Mapping;
import java.util.Optional;

/** Reads the numbers of orders. */
public final class Orders {
    public static final String PLACER = "PLAC";
    public static final String FILLER = "FILL";

    private final Mapping mapping;
    private final PatientIdentity patient;
    private final String placerSystem;
    private final String fillerSystem;

    /** @param patient whose orders they are: the authority of last resort */
    public Orders(Mapping mapping, PatientIdentity patient) {
        this.mapping = mapping;
        this.patient = patient;
        this.placerSystem = declared(mapping, mapping.source().authorities().placer());
        this.fillerSystem = declared(mapping, mapping.source().authorities().filler());
    }

    private static String declared(Mapping mapping, String authority) {
        return mapping.context().authorities().declared(authority).orElse("");
    }

    /** ORC-2 else OBR-2, and ORC-3 else OBR-3; either segment may be absent. */
    public OrderIdentity of(Segment orc, Segment obr) {
        return new OrderIdentity(
                placer(orc.has(2) ? orc.first(2) : obr.first(2), "ORC-2"),
                filler(orc.has(3) ? orc.first(3) : obr.first(3), "ORC-3"));
    }

    public Optional<BusinessKey> placer(Repetition ei, String place) {
        return number(ei, placerSystem, PLACER, place);
    }

    public Optional<BusinessKey> filler(Repetition ei, String place) {
        return number(ei, fillerSystem, FILLER, place);
    }

    /** Numbers that stand alone, as in database columns; blank where there is none. */
    public OrderIdentity ofNumbers(String placer, String filler) {
        return new OrderIdentity(plain(placer, placerSystem, PLACER), plain(filler, fillerSystem, FILLER));
    }

    private Optional<BusinessKey> number(Repetition ei, String system, String type, String place) {
        return mapping.fragments()
                .entity(ei, system, type, place)
                .map(identifier -> BusinessKey.of(identifier, ei.text(2) + ei.text(3), patient));
    }

    private Optional<BusinessKey> plain(String number, String system, String type) {
        String value = number.strip();
        return value.isEmpty()
                ? Optional.empty()
                : Optional.of(BusinessKey.of(Identifier.of(system, value, type, ""), "", patient));
    }
}
