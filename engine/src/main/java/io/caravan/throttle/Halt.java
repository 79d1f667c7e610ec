package io.caravan.throttle;

/** Whether bulk work has to stop. Asked often; must be quick. */
@FunctionalInterface
public interface Halt {
    Halt NEVER = () -> false;

    /** Whether nothing more may be called. */
    boolean isNow();

    /** Whether nobody may wait any longer; what needs no wait is brought to its end. */
    default boolean endsWaits() {
        return isNow();
    }
}
