package io.caravan.cli;

import io.caravan.config.Folders;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the configuration is, and what beats it. */
public final class ConfigOptions {
    @Option(
            names = "--config",
            paramLabel = "DIR",
            description = "Folder with application.properties (default: config beside the launcher).")
    private @Nullable Path config;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Folder for database, keys, users, logs (default: data beside the launcher).")
    private @Nullable Path data;

    @Option(
            names = "--routes",
            paramLabel = "DIR",
            description = "Folder with the route files (default: routes beside the launcher).")
    private @Nullable Path routes;

    @Option(
            names = "--set",
            paramLabel = "key=value",
            description = "Sets a key; beats environment and file. May be given several times.")
    private Map<String, String> sets = new LinkedHashMap<>();

    /** @param home folder of the launcher */
    public Folders folders(Path home) {
        return new Folders(
                Optional.ofNullable(config)
                        .orElse(home.resolve("config"))
                        .toAbsolutePath()
                        .normalize(),
                Optional.ofNullable(data)
                        .orElse(home.resolve("data"))
                        .toAbsolutePath()
                        .normalize(),
                Optional.ofNullable(routes)
                        .orElse(home.resolve("routes"))
                        .toAbsolutePath()
                        .normalize());
    }

    public Map<String, String> sets() {
        return Map.copyOf(sets);
    }
}
