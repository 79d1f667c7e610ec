package io.caravan.route;

import io.caravan.codes.Authorities;
import io.caravan.codes.CodeMaps;
import io.caravan.hl7.Hl7Message;
import io.caravan.map.Mapped;
import io.caravan.map.MappingContext;
import io.caravan.map.Row;
import io.caravan.message.DataClass;
import io.caravan.message.Rejected;
import io.caravan.message.SourceDeclaration;
import io.caravan.message.SourceDeclaration.ErrorPolicy;
import io.caravan.message.SourceDeclaration.Link;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The route files of the repository on an engine in memory. */
final class Site implements AutoCloseable {
    /** Where the route files are: the module's own folder. */
    static final Path ROUTES = Path.of("").toAbsolutePath();

    final MemoryJournal journal = new MemoryJournal();
    final MemoryBackfill backfill = new MemoryBackfill();
    final MemoryLedger ledger = new MemoryLedger();
    final MemoryDeadLetters deadLetters = new MemoryDeadLetters();
    final MemoryRehearsals rehearsals = new MemoryRehearsals();
    final MemoryLinks links = new MemoryLinks(journal, deadLetters);
    private static final Duration LONG = Duration.ofMinutes(5);
    private CaravanRoutes routes;

    static Site start(RouteSettings settings) throws Exception {
        Site site = new Site();
        site.routes = CaravanRoutes.start(settings, site.ports(), InstantSource.system());
        return site;
    }

    static Site start() throws Exception {
        return start(settings(ROUTES));
    }

    RoutePorts ports() {
        RoutePorts.Letters letters = new RoutePorts.Letters(deadLetters, rehearsals);
        return new RoutePorts(journal, journal, backfill, ledger, letters, links.ports(), knowledge());
    }

    CaravanRoutes routes() {
        return routes;
    }

    int port(DataClass dataClass) {
        return routes.mllpPorts().get(dataClass);
    }

    /**
     * MLLP for every class, on free ports. The source of a class has its name; {@code adt-own} repairs its own messages,
     * {@code adt-addressed} says whom its messages are for, {@code adt-numbered} numbers them, {@code adt-hasty} gives fragments
     * but a moment.
     */
    static RouteSettings settings(Path directory) {
        Map<DataClass, RouteSettings.ClassFeeds> feeds = new EnumMap<>(DataClass.class);
        for (DataClass dataClass : DataClass.values()) {
            feeds.put(dataClass, RouteSettings.ClassFeeds.ofMllp(0, dataClass.label()));
        }
        return RouteSettings.of(directory, feeds);
    }

    static Knowledge knowledge() {
        Map<String, MappingContext> contexts = new HashMap<>();
        Map<DataClass, io.caravan.map.MessageMapper> messages = new EnumMap<>(DataClass.class);
        Map<DataClass, io.caravan.map.RowMapper> rows = new EnumMap<>(DataClass.class);
        for (DataClass dataClass : DataClass.values()) {
            contexts.put(dataClass.label(), context(dataClass.label(), dataClass, ErrorPolicy.ENGINE_OWNS));
            messages.put(dataClass, (message, context) -> map(message));
            rows.put(dataClass, (row, context) -> map(row));
        }
        contexts.put("adt-own", context("adt-own", DataClass.ADT, ErrorPolicy.SOURCE_OWNS));
        contexts.put(
                "adt-addressed", linked("adt-addressed", new Link(Set.of("CARAVAN"), Set.of("HOSP"), false, LONG)));
        contexts.put("adt-numbered", linked("adt-numbered", new Link(Set.of(), Set.of(), true, LONG)));
        contexts.put("adt-hasty", linked("adt-hasty", new Link(Set.of(), Set.of(), false, Duration.ofSeconds(1))));
        return new Knowledge(messages, rows, contexts);
    }

    /** Maps nothing, but fails as mappers do: PV1-19 says how. */
    private static Mapped map(Hl7Message message) {
        String visit = message.first("PV1").text(19);
        if (visit.equals("REJECT")) {
            throw new Rejected(101, "missing-visit-number", "PV1-19");
        }
        if (visit.equals("DEFECT")) {
            throw new IllegalStateException(
                    "defect near " + message.first("PID").text(5));
        }
        return Mapped.of(List.of(), List.of());
    }

    private static Mapped map(Row row) {
        if (row.isNull("patient_id")) {
            throw new Rejected(101, "missing-patient-id", "patient_id");
        }
        return Mapped.of(List.of(), List.of());
    }

    private static MappingContext context(String name, DataClass dataClass, ErrorPolicy policy) {
        return context(name, dataClass, policy, Link.USUAL);
    }

    private static MappingContext linked(String name, Link link) {
        return context(name, DataClass.ADT, ErrorPolicy.ENGINE_OWNS, link);
    }

    private static MappingContext context(String name, DataClass dataClass, ErrorPolicy policy, Link link) {
        SourceDeclaration source = SourceDeclaration.of(name, dataClass)
                .zone(ZoneId.of("America/New_York"))
                .authorities(new SourceDeclaration.Authorities("HOSP", "", "", ""))
                .errorPolicy(policy)
                .link(link)
                .build();
        return new MappingContext(source, CodeMaps.empty(), new Authorities(Map.of()));
    }

    @Override
    public void close() {
        routes.close();
        journal.close();
    }
}
