package io.caravan.app;

import io.caravan.alert.Alarm;
import io.caravan.cli.CommandFailure;
import io.caravan.cli.ExitCode;
import io.caravan.config.Settings;
import io.caravan.crypto.KeyFile;
import io.caravan.crypto.KeyRing;
import io.caravan.http.HttpServer;
import io.caravan.http.Readiness;
import io.caravan.message.DataClass;
import io.caravan.postgres.DataFolderLock;
import io.caravan.route.CaravanRoutes;
import io.caravan.route.RefusedRoutes;
import io.caravan.route.RouteSettings;
import io.caravan.sql.Database;
import io.caravan.user.FirstUser;
import io.caravan.user.UsersFile;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running Caravan. Closing takes nothing new, finishes what is under way, and stops the database last. */
public final class Caravan implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Caravan.class);
    private static final int DATABASE_ANSWER_SECONDS = 2;

    private final Closing closing;
    private final Engine engine;
    private final HttpServer http;
    private final CaravanRoutes routes;
    private final Duration startedIn;

    private Caravan(Closing closing, Engine engine, HttpServer http, CaravanRoutes routes, Duration startedIn) {
        this.closing = closing;
        this.engine = engine;
        this.http = http;
        this.routes = routes;
        this.startedIn = startedIn;
    }

    /**
     * Starts everything; when it returns, messages are taken.
     *
     * @param out for what must be said once: new keys, a generated password
     * @throws CommandFailure or another exception whose message is a sentence; then nothing is left running
     */
    public static Caravan start(Settings settings, PrintStream out, InstantSource clock) {
        Closing closing = new Closing();
        boolean started = false;
        try {
            Caravan caravan = start(settings, out, clock, closing);
            started = true;
            return caravan;
        } finally {
            if (!started) {
                closing.close();
            }
        }
    }

    private static Caravan start(Settings settings, PrintStream out, InstantSource clock, Closing closing) {
        Instant begun = clock.instant();
        closing.add(
                "lock of the data folder",
                DataFolderLock.take(settings.folders().data()));
        UsersFile users = new UsersFile(settings.folders().users());
        Announcements announcements = new Announcements(settings, out);
        Database database = Storage.open(settings, closing);
        KeyRing keys = new KeyFile(new Plans(settings).keys()).open();
        if (keys.newlyMade()) {
            announcements.newKeys();
        }
        FirstUser.make(users, settings.node().adminPassword().map(secret -> secret.value()))
                .ifPresent(announcements::generatedPassword);
        Wiring wiring = new Wiring(settings, clock, closing);
        Engine engine = wiring.engine(database, keys);
        engine.reading().audit().record("caravan", "config-loaded", "configuration", "sha-256 " + Digests.of(settings));
        Ready ready = new Ready(database);
        HttpServer http = closing.add(
                "http",
                HttpServer.start(
                        new HttpServer.Address(
                                settings.node().httpHost(), settings.node().httpPort()),
                        engine.parts(),
                        new States(
                                engine.dispatch().inner(),
                                engine.ledger(),
                                engine.bulk().backfill(),
                                engine.bulk().scheduling().forecasts()),
                        ready,
                        users,
                        clock));
        CaravanRoutes routes = closing.add("routes", routes(settings, engine, clock));
        wiring.circumstances().loaded(routes.digests());
        routes.digests()
                .forEach((name, digest) ->
                        engine.reading().audit().record("caravan", "routes-loaded", name, "sha-256 " + digest));
        ready.set();
        LOG.info("ready");
        return new Caravan(closing, engine, http, routes, Duration.between(begun, clock.instant()));
    }

    private static CaravanRoutes routes(Settings settings, Engine engine, InstantSource clock) {
        Plans plans = new Plans(settings);
        RouteSettings routes = plans.routes();
        try {
            return CaravanRoutes.start(routes, engine.routePorts(plans.knowledge()), clock);
        } catch (RefusedRoutes e) {
            throw new CommandFailure(ExitCode.REFUSED, "The route files are refused:\n" + e.getMessage());
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            LOG.error("the routes could not be started", e);
            throw new CommandFailure(ExitCode.FAILED, "The routes could not be started: " + BindProblem.sentence(e));
        }
    }

    public int httpPort() {
        return http.port();
    }

    /** The paths that the HTTP server has, and the rights that each asks for. */
    Map<String, Set<String>> rights() {
        return http.rights();
    }

    /** Tells people what is wrong. */
    Alarm alarm() {
        return engine.reading().alerts();
    }

    /** Of the MLLP listeners. */
    public Map<DataClass, Integer> mllpPorts() {
        return routes.mllpPorts();
    }

    /** What scripts wait for. */
    public String readyLine() {
        StringBuilder line = new StringBuilder("ready http.port=").append(httpPort());
        new TreeMap<>(mllpPorts())
                .forEach((dataClass, port) -> line.append(" mllp.")
                        .append(dataClass.label())
                        .append(".port=")
                        .append(port));
        return line.append(" started in ")
                .append(startedIn.toMillis())
                .append(" ms")
                .toString();
    }

    @Override
    public void close() {
        LOG.info("stopping");
        closing.close();
        LOG.info("stopped");
    }

    /** Ready once all was started, as long as the database answers. */
    private static final class Ready implements Readiness {
        private final Database database;
        private volatile boolean started;

        Ready(Database database) {
            this.database = database;
        }

        void set() {
            started = true;
        }

        @Override
        public Optional<String> problem() {
            if (!started) {
                return Optional.of("starting");
            }
            try (Connection connection = database.dataSource().getConnection()) {
                return connection.isValid(DATABASE_ANSWER_SECONDS)
                        ? Optional.empty()
                        : Optional.of("the database does not answer");
            } catch (SQLException e) {
                return Optional.of("the database does not answer");
            }
        }
    }
}
