package io.caravan.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.caravan.audit.AuditLog;
import io.caravan.ledger.ResourceStore;
import io.caravan.ledger.TargetDigest;
import io.caravan.user.Right;
import io.javalin.Javalin;
import io.javalin.http.Context;
import java.util.Map;
import java.util.Optional;

/** What the target holds, in a few numbers: two installations that hold the same content answer the same. */
final class DigestApi {
    private static final String USUAL_SALT = "caravan";

    private final ResourceStore store;
    private final AuditLog audit;

    DigestApi(ResourceStore store, AuditLog audit) {
        this.store = store;
        this.audit = audit;
    }

    void addTo(Javalin server) {
        server.get("/api/digest", this::digest, new Access.Needs(Right.SEE_LISTS), new Access.Needs(Right.SEE_AUDIT));
    }

    private void digest(Context context) {
        String salt = Optional.ofNullable(context.queryParam("salt")).orElse(USUAL_SALT);
        audit.record(Guard.user(context), "digest", "target", "");
        TargetDigest digest = store.digest(salt);
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ObjectNode resources = answer.putObject("resources");
        digest.counts().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(entry -> resources.put(entry.getKey().fhirName(), entry.getValue()));
        Answers.json(context, answer.put("digest", digest.whole()));
    }
}
