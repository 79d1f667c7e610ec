package io.caravan.http;

import io.caravan.window.PlanSource;
import io.caravan.window.WindowRefused;
import io.caravan.window.Windows;

/** The file beside the configuration, which is the seed and the export, and never taken silently. */
record WindowFile(Parts.Scheduling scheduling) {

    /** What it says otherwise than what is in force, in a sentence; empty where nothing. */
    String difference() {
        Windows.InForce inForce = scheduling.windows().inForce();
        PlanSource file;
        try {
            file = scheduling.files().get();
        } catch (WindowRefused e) {
            return "The windows of the configuration cannot be read: " + e.getMessage();
        }
        if (file.digest().equals(inForce.digest())) {
            return "";
        }
        if (file.text().isBlank()) {
            return "The configuration holds no windows.yaml of this; caravan window export -o DIR writes it.";
        }
        return "windows.yaml of the configuration differs from what is in force: caravan window apply -f FILE puts it in"
                + " force, caravan window export -o DIR writes what is.";
    }
}
