package io.caravan.cli;

/** What a script can rely on. */
public enum ExitCode {
    DONE(0),
    FAILED(1),
    /** Wrong usage. */
    USAGE(2),
    /** Refused by a check; the list is printed. */
    REFUSED(3),
    NOT_PERMITTED(4);

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }
}
