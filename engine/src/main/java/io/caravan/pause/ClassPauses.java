package io.caravan.pause;

import io.caravan.message.DataClass;
import java.util.Map;

/** Pauses classes and lets them go on; a pause survives a restart. Whoever calls audits. Safe for threads. */
public interface ClassPauses {

    /** The classes that stand still. */
    Map<DataClass, ClassPause> active();

    /**
     * Takes no new entry of the class, and hands none that is taken to its route; those under way end. The feed goes on being
     * journaled and acknowledged.
     *
     * @return the pause; the present one where the class is paused already
     */
    ClassPause pause(DataClass dataClass, String actor, String reason);

    /** @return whether it was paused; the count of failures begins anew */
    boolean resume(DataClass dataClass, String actor);
}
