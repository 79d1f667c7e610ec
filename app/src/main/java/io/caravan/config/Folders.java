package io.caravan.config;

import java.nio.file.Path;

/**
 * Where things are.
 *
 * @param config what the site edits
 * @param data what Caravan keeps: database, keys, users, logs
 * @param routes the route files
 */
public record Folders(Path config, Path data, Path routes) {

    public Path properties() {
        return config.resolve("application.properties");
    }

    public Path logs() {
        return data.resolve("logs");
    }

    public Path users() {
        return data.resolve("users");
    }

    public Path keys() {
        return data.resolve("keys");
    }
}
