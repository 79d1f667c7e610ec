package io.caravan.cli;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which Caravan, and as whom. */
public final class ServerOptions {
    private static final String USUAL_URL = "http://127.0.0.1:8090";

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "Address of the running Caravan (default: CARAVAN_URL, else " + USUAL_URL + ").")
    private @Nullable String url;

    @Option(names = "--user", paramLabel = "NAME", description = "User (default: CARAVAN_USER, else admin).")
    private @Nullable String user;

    @Option(
            names = "--password",
            paramLabel = "TEXT",
            arity = "0..1",
            interactive = true,
            description = "Password (default: CARAVAN_PASSWORD); without a value it is asked for.")
    private @Nullable String password;

    @Option(
            names = "--request-id",
            paramLabel = "KEY",
            description = "Key of this command (default: a new one); the same key again does nothing twice.")
    private @Nullable String requestId;

    @Option(names = "--json", description = "Prints JSON, for scripts.")
    private boolean json;

    ApiClient client(CommandContext context) {
        return new ApiClient(
                context.value(url, "CARAVAN_URL", USUAL_URL),
                context.value(user, "CARAVAN_USER", "admin"),
                context.value(password, "CARAVAN_PASSWORD", ""),
                requestId == null ? UUID.randomUUID().toString() : requestId);
    }

    boolean json() {
        return json;
    }
}
