package io.caravan.dispatch;

import io.caravan.journal.JournalEntry;
import org.jspecify.annotations.Nullable;

/** An entry on its way through a lane; guarded by the lane. */
final class Item {
    private final long id;
    private final long patientHash;
    private @Nullable JournalEntry entry;
    private int attempts;
    private boolean wantedAgain;

    Item(JournalEntry entry) {
        this.id = entry.id();
        this.patientHash = entry.patientHash();
        this.entry = entry;
    }

    long id() {
        return id;
    }

    long patientHash() {
        return patientHash;
    }

    /** Absent while it is parked: then only its id is kept. */
    @Nullable
    JournalEntry entry() {
        return entry;
    }

    int bytes() {
        JournalEntry held = entry;
        return held == null ? 0 : held.payload().length;
    }

    void park() {
        entry = null;
    }

    void unpark(JournalEntry loaded) {
        entry = loaded;
    }

    int attempts() {
        return attempts;
    }

    void failed() {
        attempts++;
    }

    /** In an earlier process. */
    void failedBefore(int times) {
        attempts = times;
    }

    /** A replay was asked for while it was still under way: once more when it ends. */
    boolean isWantedAgain() {
        return wantedAgain;
    }

    void wantAgain() {
        wantedAgain = true;
    }
}
