package io.caravan.http;

import io.caravan.audit.AuditLog;
import io.caravan.fold.ResourceType;
import io.caravan.ledger.ResourceStore;
import io.caravan.ledger.ResourceStore.Stored;
import io.caravan.user.Right;
import io.javalin.Javalin;
import io.javalin.http.Context;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/** The read-only FHIR R4 view. Each read in clear is recorded in the audit log before a byte of it leaves. */
final class FhirApi {
    static final String PREFIX = "/fhir";
    private static final String FHIR_JSON = "application/fhir+json; charset=utf-8";

    private final ResourceStore store;
    private final Looks looks;
    private final AuditLog audit;
    private final Capability capability;

    FhirApi(ResourceStore store, Looks looks, AuditLog audit, Capability capability) {
        this.looks = looks;
        this.store = store;
        this.audit = audit;
        this.capability = capability;
    }

    void addTo(Javalin server) {
        server.get(PREFIX + "/metadata", this::metadata, new Access.Open());
        server.get(PREFIX + "/{type}", this::search, new Access.Needs(Right.READ_CLEAR));
        server.get(PREFIX + "/{type}/{id}", this::read, Looks.atResources());
        server.get(PREFIX + "/{type}/{id}/_history", this::history, Looks.atResources());
        server.get(PREFIX + "/{type}/{id}/_history/{version}", this::version, Looks.atResources());
    }

    private void metadata(Context context) {
        context.contentType(FHIR_JSON).result(capability.write());
    }

    private void read(Context context) {
        ResourceType type = type(context);
        UUID id = id(context);
        Stored stored = store.find(type, id).orElseThrow(FhirApi::unknown);
        looks.resource(context, type.fhirName() + "/" + id, "read", "version " + stored.version());
        one(context, stored);
    }

    private void version(Context context) {
        ResourceType type = type(context);
        UUID id = id(context);
        long version = Answers.id(context.pathParam("version"));
        Stored stored = store.history(type, id).stream()
                .filter(candidate -> candidate.version() == version)
                .findFirst()
                .orElseThrow(FhirApi::unknown);
        looks.resource(context, type.fhirName() + "/" + id, "read", "version " + version);
        one(context, stored);
    }

    private void history(Context context) {
        ResourceType type = type(context);
        UUID id = id(context);
        List<Stored> versions = store.history(type, id);
        if (versions.isEmpty()) {
            throw unknown();
        }
        looks.resource(context, type.fhirName() + "/" + id, "read-history", versions.size() + " versions");
        String self = base(context) + "/" + type.fhirName() + "/" + id + "/_history";
        context.contentType(FHIR_JSON).result(new FhirBundle(base(context)).history(versions, self));
    }

    private void search(Context context) {
        ResourceType type = type(context);
        Optional<String> id = Optional.ofNullable(context.queryParam("_id"));
        FhirSearch search = FhirSearch.of(type, context);
        FhirSearch.Found found = id.isPresent()
                ? new FhirSearch.Found(
                        store.find(type, FhirSearch.uuid(id.get())).stream().toList(), false)
                : search.run(store);
        audit.record(Guard.user(context), "search", search.criteria(), references(found.matches()));
        String self = base(context) + "/" + type.fhirName() + query(context, Optional.empty());
        Optional<String> next = found.more()
                ? Optional.of(base(context) + "/" + type.fhirName()
                        + query(
                                context,
                                Optional.of(found.matches()
                                        .get(found.matches().size() - 1)
                                        .id())))
                : Optional.empty();
        boolean whole = next.isEmpty() && search.after().isEmpty();
        context.contentType(FHIR_JSON)
                .result(new FhirBundle(base(context))
                        .searchset(
                                found.matches(),
                                self,
                                next,
                                whole ? Optional.of(found.matches().size()) : Optional.empty()));
    }

    private static void one(Context context, Stored stored) {
        context.header("ETag", "W/\"" + stored.version() + "\"")
                .header("Last-Modified", FhirInstants.http(stored.lastUpdated()))
                .contentType(FHIR_JSON)
                .result(MetaSplice.splice(stored));
    }

    private static String references(List<Stored> matches) {
        return matches.size() + " found"
                + matches.stream().map(match -> " " + match.id()).collect(Collectors.joining());
    }

    private static String query(Context context, Optional<UUID> after) {
        StringBuilder query = new StringBuilder();
        context.queryParamMap().forEach((name, values) -> {
            if (!name.equals("_after")) {
                values.forEach(value -> append(query, name, value));
            }
        });
        after.ifPresent(id -> append(query, "_after", id.toString()));
        return query.toString();
    }

    private static void append(StringBuilder query, String name, String value) {
        query.append(query.isEmpty() ? '?' : '&')
                .append(name)
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8));
    }

    private static String base(Context context) {
        return context.scheme() + "://" + context.host() + PREFIX;
    }

    private static ResourceType type(Context context) {
        String name = context.pathParam("type");
        return Arrays.stream(ResourceType.values())
                .filter(type -> type.isDelivered() && type.fhirName().equals(name))
                .findFirst()
                .orElseThrow(() -> new Problem(404, "not-supported", "There is no such resource type here"));
    }

    private static UUID id(Context context) {
        try {
            return UUID.fromString(context.pathParam("id"));
        } catch (IllegalArgumentException e) {
            throw unknown();
        }
    }

    private static Problem unknown() {
        return Problem.notFound("There is no such resource");
    }
}
