package io.caravan.window;

import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneRules;
import java.time.zone.ZoneRulesProvider;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A zone whose rules change while the process lives, as they do where the data of zones are brought up to date. */
final class ChangingRules extends ZoneRulesProvider {
    static final String ZONE = "Test/Changing";

    private static final AtomicReference<ZoneRules> RULES = new AtomicReference<>(ZoneOffset.UTC.getRules());

    static {
        ZoneRulesProvider.registerProvider(new ChangingRules());
    }

    static void are(String offset) {
        RULES.set(ZoneId.of(offset).getRules());
    }

    @Override
    protected Set<String> provideZoneIds() {
        return Set.of(ZONE);
    }

    @Override
    protected @Nullable ZoneRules provideRules(String zone, boolean forCaching) {
        return forCaching ? null : RULES.get();
    }

    @Override
    protected NavigableMap<String, ZoneRules> provideVersions(String zone) {
        return new TreeMap<>(java.util.Map.of("now", RULES.get()));
    }
}
