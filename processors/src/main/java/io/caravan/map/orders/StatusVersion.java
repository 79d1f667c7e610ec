package io.caravan.map.orders;

import io.caravan.fold.Version;

/** An order that has ended is opened again by what is strictly newer only: at equal times the end is the newer word. */
final class StatusVersion {
    private StatusVersion() {}

    static Version of(String status, Version version) {
        long firmness = switch (status) {
            case "revoked", "completed" -> 1;
            case "entered-in-error" -> 2;
            default -> 0;
        };
        return new Version(version.rank(), version.micros(), firmness << 62 | version.tie() >>> 2);
    }
}
