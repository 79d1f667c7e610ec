package io.caravan.demo;

import io.caravan.hospital.Hospital;
import java.nio.file.Path;

/**
 * What one demo is to do.
 *
 * @param home folder of the launcher, with the configuration and the routes that ship
 * @param data everything the demo keeps; emptied at its start
 */
record DemoSettings(Path home, Path data, int patients, long seed) {
    static final int USUAL_PATIENTS = 300;
    static final long USUAL_SEED = 7;

    DemoSettings {
        home = home.toAbsolutePath().normalize();
        data = data.toAbsolutePath().normalize();
    }

    Hospital hospital() {
        return Hospital.of(seed, patients);
    }
}
