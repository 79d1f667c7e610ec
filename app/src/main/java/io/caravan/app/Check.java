package io.caravan.app;

import io.caravan.backfill.PlanCheck;
import io.caravan.config.Settings;
import io.caravan.config.WindowFiles;
import io.caravan.crypto.KeyFile;
import io.caravan.crypto.KeyProblem;
import io.caravan.crypto.KeyRing;
import io.caravan.crypto.KeySettings;
import io.caravan.crypto.Sealer;
import io.caravan.route.RouteCheck;
import io.caravan.sql.Database;
import io.caravan.window.Lint;
import io.caravan.window.PlanReader;
import io.caravan.window.WindowRefused;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Looks at everything that a start would need, without starting or changing anything. */
final class Check {
    private final Settings settings;
    private final Plans plans;
    private final InstantSource clock;

    Check(Settings settings, InstantSource clock) {
        this.settings = settings;
        this.plans = new Plans(settings);
        this.clock = clock;
    }

    List<String> problems() {
        List<String> problems = new ArrayList<>();
        new RouteCheck(plans.routes(), plans.knowledge(), clock)
                .check()
                .forEach(problem -> problems.add(problem.toString()));
        try (Closing closing = new Closing()) {
            Optional<Database> database = Storage.existing(settings, closing);
            database.flatMap(Check::unreachable).ifPresent(problems::add);
        }
        problems.addAll(PlanCheck.problems(plans.backfill(), clock));
        windows(problems);
        keys().ifPresent(problems::add);
        targets(problems);
        writable(settings.folders().data()).ifPresent(problems::add);
        return problems;
    }

    private void windows(List<String> problems) {
        try {
            PlanReader.read(WindowFiles.seed(settings.folders()))
                    .problems()
                    .forEach(problem -> problems.add(problem.toString()));
        } catch (WindowRefused e) {
            problems.add(String.valueOf(e.getMessage()));
        }
    }

    /** What is no problem, and still hardly what anybody wants. */
    List<String> remarks() {
        try {
            return PlanReader.read(WindowFiles.seed(settings.folders()))
                    .plan()
                    .map(plan ->
                            Lint.of(plan, new Lint.Site(settings.sources().names(), Optional.empty()), clock.instant()))
                    .orElse(List.of())
                    .stream()
                    .map(Lint.Remark::toString)
                    .toList();
        } catch (WindowRefused e) {
            return List.of();
        }
    }

    private static Optional<String> unreachable(Database database) {
        try (Connection connection = database.dataSource().getConnection()) {
            int version = connection.getMetaData().getDatabaseMajorVersion();
            return version >= 14
                    ? Optional.empty()
                    : Optional.of("database.url: this is PostgreSQL " + version + "; give 14 or newer");
        } catch (SQLException e) {
            return Optional.of("database.url: the server does not let us in (" + e.getSQLState()
                    + "); look at database.url, database.user and database.password");
        }
    }

    private void targets(List<String> problems) {
        try (Closing closing = new Closing()) {
            new Targets(settings.targets(), new NoSealer(), clock, closing)
                    .all()
                    .forEach((dataClass, target) -> {
                        String problem = target.problem();
                        if (!problem.isEmpty()) {
                            problems.add("target." + dataClass.label() + ": " + problem);
                        }
                    });
        }
    }

    /** Whether the keys that are there open. */
    private Optional<String> keys() {
        KeySettings keys = plans.keys();
        if (!Files.exists(keys.keyset())) {
            return Optional.empty();
        }
        try {
            KeyRing opened = new KeyFile(keys).open();
            return opened.fingerprint().isEmpty() ? Optional.of("the keyset has no name") : Optional.empty();
        } catch (KeyProblem e) {
            return Optional.of("keys: " + e.getMessage());
        }
    }

    private static Optional<String> writable(Path folder) {
        Path existing = folder;
        while (existing != null && !Files.exists(existing)) {
            existing = existing.getParent();
        }
        return existing != null && Files.isWritable(existing)
                ? Optional.empty()
                : Optional.of("the data folder " + folder + " cannot be written");
    }

    /** Nothing is written while checking. */
    private static final class NoSealer implements Sealer {
        @Override
        public byte[] seal(byte[] clear, Place place) {
            throw new IllegalStateException("a check writes nothing");
        }

        @Override
        public byte[] open(byte[] sealed, Place place) {
            throw new IllegalStateException("a check reads nothing");
        }
    }
}
