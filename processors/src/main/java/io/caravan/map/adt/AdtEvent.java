package io.caravan.map.adt;

import java.util.Optional;

/** The trigger events that are carried, and what each speaks of. */
enum AdtEvent {
    A01(Scope.VISIT),
    A02(Scope.VISIT),
    A03(Scope.VISIT),
    A04(Scope.VISIT),
    A05(Scope.VISIT),
    A06(Scope.VISIT),
    A07(Scope.VISIT),
    A08(Scope.UPDATE),
    A09(Scope.VISIT),
    A10(Scope.VISIT),
    A11(Scope.VISIT),
    A12(Scope.VISIT),
    A13(Scope.VISIT),
    A14(Scope.VISIT),
    A15(Scope.VISIT),
    A16(Scope.VISIT),
    A17(Scope.SWAP),
    A18(Scope.MERGE),
    A20(Scope.BED),
    A21(Scope.VISIT),
    A22(Scope.VISIT),
    A23(Scope.VISIT),
    A24(Scope.LINK),
    A25(Scope.VISIT),
    A26(Scope.VISIT),
    A27(Scope.VISIT),
    A28(Scope.PERSON),
    A29(Scope.PERSON),
    A30(Scope.MERGE),
    A31(Scope.PERSON),
    A34(Scope.MERGE),
    A35(Scope.ACCOUNT),
    A36(Scope.MERGE),
    A37(Scope.LINK),
    A38(Scope.VISIT),
    A39(Scope.MERGE),
    A40(Scope.MERGE),
    A41(Scope.ACCOUNT),
    A42(Scope.VISIT_NUMBER),
    A43(Scope.MOVE),
    A44(Scope.MOVE),
    A45(Scope.MOVE),
    A46(Scope.NUMBER),
    A47(Scope.NUMBER),
    A48(Scope.NUMBER),
    A49(Scope.ACCOUNT),
    A50(Scope.VISIT_NUMBER),
    A52(Scope.VISIT),
    A53(Scope.VISIT),
    A54(Scope.UPDATE),
    A55(Scope.UPDATE),
    A60(Scope.PERSON),
    A61(Scope.UPDATE),
    A62(Scope.UPDATE),
    /** IHE PAM: the correction of a movement of ZBE. */
    Z99(Scope.UPDATE);

    /** What a message of this event is about. */
    enum Scope {
        /** A visit, which must have a number. */
        VISIT,
        /** A person, and the visit if it has a number. */
        UPDATE,
        /** A person only: its PV1 is there because the structure demands one. */
        PERSON,
        /** Two visits, each with its patient. */
        SWAP,
        /** A bed, and nobody in it. */
        BED,
        MERGE,
        /** A visit or account of the wrong patient. */
        MOVE,
        /** Two accounts that are one. */
        ACCOUNT,
        /** Another number of the same visit. */
        VISIT_NUMBER,
        /** Another number of the same patient. */
        NUMBER,
        LINK
    }

    private final Scope scope;

    AdtEvent(Scope scope) {
        this.scope = scope;
    }

    Scope scope() {
        return scope;
    }

    /** Whether a message of it makes no sense without the number of a visit. */
    boolean needsVisit() {
        return scope == Scope.VISIT || scope == Scope.SWAP;
    }

    /** Whether it is kept as an event of the visit; of the others only what is so at their time is kept, and the last time. */
    boolean isFact() {
        return switch (this) {
            case A08, A09, A15, A16, A25, A26, A54, A55, A61, A62, Z99 -> false;
            default -> true;
        };
    }

    static Optional<AdtEvent> find(String code) {
        for (AdtEvent event : values()) {
            if (event.name().equals(code)) {
                return Optional.of(event);
            }
        }
        return Optional.empty();
    }
}
