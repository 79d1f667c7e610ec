package io.caravan.route;

import java.nio.file.Path;

/**
 * Why a route file is refused.
 *
 * @param line counted from 1
 */
public record RouteProblem(Path file, int line, String message) {

    /** As compilers write it, so that an editor can jump there. */
    @Override
    public String toString() {
        return file + ":" + line + ": " + message;
    }
}
