package io.caravan.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.Javalin;
import io.javalin.router.Endpoint;
import io.javalin.router.ParsedEndpoint;
import io.javalin.security.Roles;
import io.javalin.security.RouteRole;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the API can do, for clients. Each path is described in {@code openapi.json}; what all commands have in common is added
 * here, so that none can be described without it.
 */
final class Description {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String FILE = "openapi.json";
    private static final String KEY = "IdempotencyKey";

    private final Javalin server;

    /** @param server whose paths may still be added */
    Description(Javalin server) {
        this.server = server;
    }

    /** The rights that each path asks for, any of them: by method and path, e.g. {@code post /api/deadletters/hold}. */
    Map<String, Set<String>> rights() {
        Map<String, Set<String>> rights = new TreeMap<>();
        paths((endpoint, roles) -> rights.put(
                method(endpoint) + " " + endpoint.getPath(),
                roles.stream()
                        .flatMap(role -> role instanceof Access.Needs needs
                                ? Stream.of(needs.right().name())
                                : Stream.empty())
                        .collect(Collectors.toCollection(TreeSet::new))));
        return rights;
    }

    /** In OpenAPI. */
    String write() {
        ObjectNode root = read();
        root.withObject("/components/parameters/" + KEY)
                .put("name", Idempotency.HEADER)
                .put("in", "header")
                .put("required", false)
                .put("description", "key of this command; the same again gives the same answer and is done once")
                .putObject("schema")
                .put("type", "string")
                .put("maxLength", 128);
        paths((endpoint, roles) -> {
            JsonNode operation = root.path("paths").path(endpoint.getPath()).path(method(endpoint));
            if (operation instanceof ObjectNode described && Idempotency.isCommand(endpoint.getMethod(), roles)) {
                described.withArray("parameters").addObject().put("$ref", "#/components/parameters/" + KEY);
                described
                        .withObject("/responses")
                        .putObject("422")
                        .put("description", "the " + Idempotency.HEADER + " was used for another command");
            }
        });
        return root.toString();
    }

    private void paths(BiConsumer<Endpoint, Set<RouteRole>> each) {
        for (ParsedEndpoint handler : server.unsafeConfig().pvt.internalRouter.allHttpHandlers()) {
            Endpoint endpoint = handler.getEndpoint();
            Roles roles = endpoint.metadata(Roles.class);
            if (roles != null && endpoint.getMethod().isHttpMethod()) {
                each.accept(endpoint, roles.getRoles());
            }
        }
    }

    private static String method(Endpoint endpoint) {
        return endpoint.getMethod().name().toLowerCase(Locale.ROOT);
    }

    private static ObjectNode read() {
        try (InputStream in = Description.class.getResourceAsStream(FILE)) {
            if (in != null && JSON.readTree(in) instanceof ObjectNode root) {
                return root;
            }
            throw new IllegalStateException(FILE + " is missing among the resources");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
