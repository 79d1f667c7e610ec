package io.caravan.app;

import io.caravan.config.Settings;
import io.caravan.deadletter.Circumstances;
import io.caravan.deadletter.Ran;
import io.caravan.message.DataClass;
import java.util.Map;

/** What dead letters are told of this site, and of what it runs. Before the routes are loaded nobody knows which they are. */
final class SiteCircumstances implements Circumstances {
    private static final int SHOWN = 12;

    private final Settings settings;
    private final String maps;
    private volatile Map<String, String> routes = Map.of();

    SiteCircumstances(Settings settings) {
        this.settings = settings;
        this.maps = shortened(Digests.ofTables(settings));
    }

    /** @param digests by file name */
    void loaded(Map<String, String> digests) {
        routes = Map.copyOf(digests);
    }

    @Override
    public Ran running(DataClass dataClass) {
        return new Ran(shortened(routes.getOrDefault(dataClass.label() + ".camel.yaml", "")), maps);
    }

    @Override
    public String patientAuthority(String source) {
        return settings.sources()
                .declarations()
                .find(source)
                .map(declared -> declared.authorities().patient())
                .orElse("");
    }

    private static String shortened(String digest) {
        return digest.length() > SHOWN ? digest.substring(0, SHOWN) : digest;
    }
}
