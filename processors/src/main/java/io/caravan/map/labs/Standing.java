package io.caravan.map.labs;

/** How firm a status is. What a result says is kept for each standing, so that the order of arrival does not matter. */
enum Standing {
    /** Ordered, pending or preliminary: gives way to anything final. */
    PRELIMINARY("#preliminary."),
    /** Final, corrected, amended: changed only by a newer one, or taken back. */
    FINAL("#final."),
    /** Cancelled or entered in error: hides what an older message said. */
    VOID("#void.");

    private final String prefix;

    Standing(String prefix) {
        this.prefix = prefix;
    }

    /** Where the ledger keeps the facts of this standing: never rendered as they are. */
    String prefix() {
        return prefix;
    }
}
