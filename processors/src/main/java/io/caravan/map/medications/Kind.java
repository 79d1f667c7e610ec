package io.caravan.map.medications;

/** Who says how a drug is to be given; all are kept, for the pharmacy refines the prescriber's words and does not erase them. */
enum Kind {
    /** The prescriber: RXO with its TQ1, RXR and RXC. */
    ORDERED("#ordered."),
    /** The pharmacy: RXE with its TQ1, RXR and RXC, and rows of a pharmacy's database. */
    ENCODED("#encoded."),
    /** What the pharmacy tells the nurse to give (RXG): counts only where the order itself has not come. */
    GIVE("#give.");

    static final String MEDICATION = "medication";
    /** {@code doseQuantity} or {@code doseRange}, as an object of one member. */
    static final String DOSE = "dose";
    /** {@code rateRatio} or {@code rateQuantity}, as an object of one member. */
    static final String RATE = "rate";

    static final String MAX_DOSE = "max";
    static final String ROUTE = "route";
    static final String TIMING = "timing";
    static final String TEXT = "text";
    static final String FORM = "form";
    static final String STRENGTH = "strength";
    static final String COMPONENTS = "components";
    static final String DISPENSE = "dispense";
    static final String SUBSTITUTION = "substitution";
    /** Drugs of pharmacy order type S are large-volume infusions. */
    static final String ORDER_TYPE = "type";
    /** Microseconds at which the last step ends, as a number; null while one has no end. */
    static final String END = "end";
    /** {@code true} or {@code false}: whether every step says when it begins. */
    static final String HAS_START = "start";
    /** A {@link Way}, in quotes. */
    static final String WAY = "way";
    /** A {@link FormClass}, in quotes. */
    static final String FORM_CLASS = "form-class";

    private final String prefix;

    Kind(String prefix) {
        this.prefix = prefix;
    }

    /** Where the ledger keeps an aspect: never rendered as it is. */
    String path(String aspect) {
        return prefix + aspect;
    }
}
