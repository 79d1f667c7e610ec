package io.caravan.config;

import io.caravan.message.DataClass;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what is to be read from the legacy databases. */
final class BackfillReader {
    private static final Pattern KEY = Pattern.compile(
            "backfill\\.(adt|orders|labs|medications)\\.([A-Za-z0-9_-]+)\\.(sql|key|version|page|watermark\\.(?:sql|patient))");

    private final Folders folders;
    private final Given given;
    private final List<ConfigProblem> problems;

    BackfillReader(Folders folders, Given given, List<ConfigProblem> problems) {
        this.folders = folders;
        this.given = given;
        this.problems = problems;
    }

    List<Settings.BackfillInput> read(Set<String> legacy) {
        Map<String, Matcher> inputs = new TreeMap<>();
        for (String key : given.values().keySet()) {
            Matcher matcher = KEY.matcher(key);
            if (matcher.matches()) {
                inputs.put("backfill." + matcher.group(1) + "." + matcher.group(2), matcher);
            }
        }
        List<Settings.BackfillInput> read = new ArrayList<>();
        inputs.forEach((prefix, matcher) -> input(prefix, DataClass.of(matcher.group(1)), matcher.group(2), legacy)
                .ifPresent(read::add));
        return read;
    }

    private Optional<Settings.BackfillInput> input(
            String prefix, DataClass dataClass, String name, Set<String> legacy) {
        if (!legacy.contains(name)) {
            problems.add(new ConfigProblem(
                    "legacy." + name + ".url",
                    "is missing, and " + prefix + " reads from it",
                    "give the JDBC address of the legacy database"));
        }
        Optional<String> key = find(prefix + ".key");
        if (key.isEmpty()) {
            problems.add(new ConfigProblem(
                    prefix + ".key", "is missing", "name the column or columns that give each row its place"));
        }
        Optional<Path> file = file(prefix + ".sql");
        if (key.isEmpty() || file.isEmpty()) {
            return Optional.empty();
        }
        List<String> columns = Arrays.stream(key.get().split(","))
                .map(String::strip)
                .filter(column -> !column.isEmpty())
                .toList();
        return Optional.of(new Settings.BackfillInput(
                dataClass,
                name,
                file.get(),
                select(prefix + ".sql", file.get()),
                columns,
                find(prefix + ".version"),
                page(prefix + ".page"),
                watermark(prefix + ".watermark")));
    }

    private Optional<Settings.Watermark> watermark(String prefix) {
        Optional<String> patient = find(prefix + ".patient");
        if (find(prefix + ".sql").isEmpty()) {
            if (patient.isPresent()) {
                problems.add(new ConfigProblem(
                        prefix + ".sql",
                        "is missing, and " + prefix + ".patient needs it",
                        "name the file with the UPDATE"));
            }
            return Optional.empty();
        }
        Optional<Path> file = file(prefix + ".sql");
        if (patient.isEmpty()) {
            problems.add(new ConfigProblem(
                    prefix + ".patient",
                    "is missing, and " + prefix + ".sql needs it",
                    "give the watermark patient's number"));
        }
        if (file.isEmpty() || patient.isEmpty()) {
            return Optional.empty();
        }
        String update = select(prefix + ".sql", file.get());
        if (placeholders(update) != 1) {
            problems.add(new ConfigProblem(
                    prefix + ".sql",
                    "does not have exactly one ?",
                    "give one UPDATE with one ? where the token belongs"));
        }
        return Optional.of(new Settings.Watermark(String.valueOf(file.get().getFileName()), update, patient.get()));
    }

    /** Those of comments are none. */
    private static long placeholders(String update) {
        return update.lines()
                .map(line -> line.contains("--") ? line.substring(0, line.indexOf("--")) : line)
                .flatMapToInt(String::chars)
                .filter(letter -> letter == '?')
                .count();
    }

    Settings.Beside beside(String name) {
        String prefix = "legacy." + name + ".";
        return new Settings.Beside(
                !find(prefix + "feed").equals(Optional.of("none")),
                span(prefix + "overlap").orElse(Duration.ofMinutes(15)),
                span(prefix + "clock-skew").orElse(Duration.ZERO),
                span(prefix + "settle"),
                find(prefix + "deletes").equals(Optional.of("tombstone")),
                percent(prefix + "deletes-percent"));
    }

    private Optional<Duration> span(String key) {
        return find(key).flatMap(TimeSpan::read);
    }

    private double percent(String key) {
        try {
            return Double.parseDouble(find(key).orElse("1"));
        } catch (NumberFormatException e) {
            return 1;
        }
    }

    private Optional<Path> file(String key) {
        Optional<String> name = find(key);
        if (name.isEmpty()) {
            problems.add(new ConfigProblem(key, "is missing", "name the file with the SQL"));
            return Optional.empty();
        }
        Path file = folders.config().resolve(name.get());
        if (!Files.exists(file)) {
            file = folders.config().resolve("sql").resolve(name.get());
        }
        if (!Files.isReadable(file)) {
            problems.add(new ConfigProblem(
                    key,
                    "there is no file \"" + name.get() + "\" to read",
                    "put it in " + folders.config().resolve("sql")));
            return Optional.empty();
        }
        return Optional.of(file);
    }

    private String select(String key, Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            problems.add(new ConfigProblem(key, "the file cannot be read", "give a file in UTF-8"));
            return "";
        }
    }

    private int page(String key) {
        try {
            return Integer.parseInt(find(key).orElse("1000"));
        } catch (NumberFormatException e) {
            return 1000;
        }
    }

    private Optional<String> find(String key) {
        return Optional.ofNullable(given.values().get(key));
    }
}
