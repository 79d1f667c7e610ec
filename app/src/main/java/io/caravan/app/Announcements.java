package io.caravan.app;

import io.caravan.config.Settings;
import java.io.PrintStream;

/** What is said once, and loudly. */
final class Announcements {
    private final Settings settings;
    private final PrintStream out;

    Announcements(Settings settings, PrintStream out) {
        this.settings = settings;
        this.out = out;
    }

    void generatedPassword(String password) {
        out.println("FIRST START: the user admin was made; its password, shown this once: " + password);
        out.flush();
    }

    void newKeys() {
        out.println("FIRST START: new encryption keys were made in "
                + settings.folders().keys()
                + ". Back them up now, apart from the data: without them nothing that is stored can ever be read again."
                + " Production brings its own key-encryption key (keys.pkcs12.path).");
        out.flush();
    }
}
