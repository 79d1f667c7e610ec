package io.caravan.window;

import java.time.ZoneOffset;
import java.time.zone.ZoneRules;
import java.time.zone.ZoneRulesProvider;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A zone whose government decides anew while the process lives. */
final class MovingZone extends ZoneRulesProvider {
    static final String ID = "Test/Moving";

    private volatile ZoneRules rules;

    private MovingZone(ZoneOffset offset) {
        this.rules = offset.getRules();
    }

    /** At most once in a process. */
    static MovingZone register(ZoneOffset offset) {
        MovingZone zone = new MovingZone(offset);
        ZoneRulesProvider.registerProvider(zone);
        return zone;
    }

    void decide(ZoneOffset offset) {
        rules = offset.getRules();
    }

    @Override
    protected Set<String> provideZoneIds() {
        return Set.of(ID);
    }

    /** Nobody may keep them. */
    @Override
    protected @Nullable ZoneRules provideRules(String zoneId, boolean forCaching) {
        return forCaching ? null : rules;
    }

    @Override
    protected NavigableMap<String, ZoneRules> provideVersions(String zoneId) {
        return new TreeMap<>();
    }
}
