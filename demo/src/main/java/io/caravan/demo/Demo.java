package io.caravan.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.caravan.app.Caravan;
import io.caravan.app.Logs;
import io.caravan.cli.ApiClient;
import io.caravan.config.Settings;
import io.caravan.hospital.Hospital;
import io.caravan.message.DataClass;
import io.caravan.postgres.EmbeddedServer;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;

/** A running demo: the sample hospital on one side, a whole Caravan on the other, and only sockets, files and SQL between. */
final class Demo implements AutoCloseable {
    static final String USER = "admin";

    private final DemoSettings settings;
    private final DemoFolder folder;
    private final EmbeddedServer server;
    private final OldDatabase old;
    private final Caravan caravan;
    private final Access access;

    /** How a user reaches it. */
    record Access(String url, String user, String password) {
        ApiClient client() {
            return new ApiClient(url, user, password);
        }
    }

    private Demo(
            DemoSettings settings,
            DemoFolder folder,
            EmbeddedServer server,
            OldDatabase old,
            Caravan caravan,
            Access access) {
        this.settings = settings;
        this.folder = folder;
        this.server = server;
        this.old = old;
        this.caravan = caravan;
        this.access = access;
    }

    static Demo start(DemoSettings settings, Narrator narrator, InstantSource clock) {
        DemoFolder folder = new DemoFolder(settings.data());
        folder.prepare();
        narrator.step("Starting PostgreSQL, and filling the old hospital's database in it.");
        EmbeddedServer server = EmbeddedServer.start(folder.server());
        try {
            OldDatabase old = OldDatabase.make(server, settings.hospital());
            narrator.step("The old database holds " + Narrator.count(old.rows("patients"), "patient", "patients") + ", "
                    + Narrator.number(old.rows("orders")) + " orders, " + Narrator.number(old.rows("results"))
                    + " results, " + Narrator.number(old.rows("medications")) + " prescriptions. Starting Caravan.");
            String password = OldDatabase.secret();
            Settings configuration = new DemoConfig(settings, folder).settings(server, old, password);
            Logs.toFolder(configuration.folders().logs());
            PrintStream quiet = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
            Caravan caravan = Caravan.start(configuration, quiet, clock);
            Access access = new Access("http://127.0.0.1:" + caravan.httpPort(), USER, password);
            narrator.step("Caravan is ready at " + access.url() + ".");
            return new Demo(settings, folder, server, old, caravan, access);
        } catch (RuntimeException e) {
            server.close();
            throw e;
        }
    }

    /** Sends the feeds while the old database is read, and waits for the end of both. */
    Outcome migrate(Narrator narrator, StopSignal stop) {
        Hospital hospital = settings.hospital();
        ApiClient client = access.client();
        try (Feeds feeds = new Feeds(hospital)) {
            Map<DataClass, Long> expected = expected(feeds.distinctMessages());
            List<Future<?>> senders = feeds.send(caravan.mllpPorts(), stop);
            client.post("/api/backfill/start", JsonNodeFactory.instance.objectNode());
            narrator.step("The feeds send over MLLP, and the backfill reads the old database, both at once.");
            long inFile = feeds.dropFile(folder.drop());
            narrator.step("A batch file of " + Narrator.count(inFile, "result message", "result messages")
                    + " is dropped for the laboratory's file feed.");
            Progress progress = new Progress(client, narrator, stop);
            progress.awaitFeeds(senders, feeds);
            progress.awaitFile(folder.drop());
            JsonNode backfill = progress.awaitBackfill();
            JsonNode status = progress.awaitNothingInFlight(expected);
            return new Outcome(status, backfill, expected);
        }
    }

    /** What must have been read in the end: the rows of the tables, and every message once. */
    private Map<DataClass, Long> expected(Map<DataClass, Long> messages) {
        Map<DataClass, Long> expected = new EnumMap<>(DataClass.class);
        for (DataClass dataClass : DataClass.values()) {
            long rows = switch (dataClass) {
                case ADT -> old.rows("patients") + old.rows("encounters") + old.rows("allergies");
                case ORDERS -> old.rows("orders");
                case LABS -> old.rows("results");
                case MEDICATIONS -> old.rows("medications");
            };
            expected.put(dataClass, rows + messages.getOrDefault(dataClass, 0L));
        }
        return expected;
    }

    Access access() {
        return access;
    }

    @Override
    public void close() {
        try {
            caravan.close();
        } finally {
            server.close();
        }
    }
}
