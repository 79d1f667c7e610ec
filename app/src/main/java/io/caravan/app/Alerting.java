package io.caravan.app;

import io.caravan.alert.AlertWatch;
import io.caravan.alert.Condition;
import io.caravan.alert.PostgresAlerts;
import io.caravan.alert.Webhook;
import io.caravan.alert.WebhookSettings;
import io.caravan.config.Settings;
import io.caravan.crypto.MessageSignature;
import io.caravan.deadletter.LetterAlerts;
import io.caravan.journal.SilentFeeds;
import io.caravan.ledger.PostgresLedger;
import io.caravan.message.SourceDeclaration;
import io.caravan.replay.StandingJobs;
import io.caravan.sql.Database;
import io.caravan.window.DownHours;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The watch over what is wrong, and who is told of it. */
final class Alerting {
    private static final Duration LOOK = Duration.ofSeconds(5);
    private static final Duration POST = Duration.ofSeconds(1);

    private final Settings settings;
    private final Database database;
    private final InstantSource clock;

    Alerting(Settings settings, Database database, InstantSource clock) {
        this.settings = settings;
        this.database = database;
        this.clock = clock;
    }

    /** @param ofWindows what the controller of windows tells of */
    void start(PostgresAlerts alerts, PostgresLedger ledger, List<Condition> ofWindows, Closing closing) {
        Settings.Alerting given = settings.node().alerting();
        List<Condition> conditions = new ArrayList<>(ofWindows);
        conditions.add(new TargetsAway(ledger));
        conditions.add(new StandingJobs(database));
        conditions.add(new SilentFeeds(database, declaredSilence(), clock));
        conditions.addAll(new LetterAlerts(database, given.letterAge(), given.letterGrowth(), clock).conditions());
        closing.add("alerts", new AlertWatch(alerts, conditions, clock)).start(LOOK);
        settings.node()
                .alerting()
                .webhook()
                .ifPresent(url -> closing.add(
                                "webhook",
                                new Webhook(
                                        database,
                                        WebhookSettings.of(url),
                                        settings.node()
                                                .alerting()
                                                .webhookSecret()
                                                .map(secret -> new MessageSignature(secret.value())),
                                        clock))
                        .start(POST));
    }

    private Map<String, SilentFeeds.Declared> declaredSilence() {
        Settings.Alerting given = settings.node().alerting();
        Map<String, SilentFeeds.Declared> declared = new TreeMap<>();
        for (SourceDeclaration source : settings.sources().declarations().all()) {
            Duration silence = given.silence().get(source.name());
            String down = given.expectedDown().get(source.name());
            if (silence != null) {
                SilentFeeds.Up up = down == null ? Duration::between : DownHours.of(down, source.zone())::upBetween;
                declared.put(source.name(), new SilentFeeds.Declared(source.dataClass(), silence, up));
            }
        }
        return declared;
    }
}
