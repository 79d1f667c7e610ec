package io.caravan.demo;

import io.caravan.config.Folders;
import io.caravan.config.Settings;
import io.caravan.config.SettingsReader;
import io.caravan.postgres.EmbeddedServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The configuration of the demo's Caravan: read by the same reader as a site's, from a folder of the same shape. */
final class DemoConfig {
    /** Under which all numbers of the sample hospital are known. */
    static final String AUTHORITY = "urn:oid:2.16.840.1.113883.19.5";

    private final DemoSettings demo;
    private final DemoFolder folder;

    DemoConfig(DemoSettings demo, DemoFolder folder) {
        this.demo = demo;
        this.folder = folder;
    }

    Settings settings(EmbeddedServer server, OldDatabase old, String adminPassword) {
        write();
        Map<String, String> sets = new HashMap<>();
        sets.put("admin.password", adminPassword);
        sets.put("database.url", OldDatabase.own(server));
        sets.put("database.user", server.user());
        sets.put("database.password", server.password());
        sets.put("file.labs.directory", folder.drop().toString());
        for (String name : List.of("hospital", "hospital-visits", "hospital-allergies")) {
            sets.put("legacy." + name + ".url", old.url());
            sets.put("legacy." + name + ".user", old.user());
            sets.put("legacy." + name + ".password", old.password());
        }
        Folders folders = new Folders(folder.config(), demo.data(), demo.home().resolve("routes"));
        return SettingsReader.read(folders, Map.of(), sets);
    }

    private void write() {
        Path shipped = demo.home().resolve("config");
        DemoFolder.copy(shipped.resolve("codes"), folder.config().resolve("codes"));
        DemoFolder.copy(shipped.resolve("sql"), folder.config().resolve("sql"));
        DemoFolder.copy(shipped.resolve("authorities.csv"), folder.config().resolve("authorities.csv"));
        try (InputStream properties = DemoConfig.class.getResourceAsStream("demo.properties")) {
            if (properties == null) {
                throw new IllegalStateException("demo.properties is missing among the resources");
            }
            Files.copy(properties, folder.config().resolve("application.properties"));
        } catch (IOException e) {
            throw new UncheckedIOException("the demo's configuration cannot be written", e);
        }
    }
}
