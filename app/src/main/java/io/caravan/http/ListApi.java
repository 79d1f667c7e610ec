package io.caravan.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.caravan.audit.AuditLog;
import io.caravan.finding.Findings;
import io.caravan.user.Right;
import io.javalin.Javalin;
import io.javalin.http.Context;

/** Findings and the audit log. */
final class ListApi {
    private final Findings findings;
    private final AuditLog audit;

    ListApi(Findings findings, AuditLog audit) {
        this.findings = findings;
        this.audit = audit;
    }

    void addTo(Javalin server) {
        server.get("/api/findings", this::findings, new Access.Needs(Right.SEE_LISTS));
        server.get("/api/audit", this::audit, new Access.Needs(Right.SEE_AUDIT));
        server.get("/api/audit/verify", this::verify, new Access.Needs(Right.SEE_AUDIT));
    }

    private void findings(Context context) {
        ArrayNode answer = JsonNodeFactory.instance.arrayNode();
        for (Findings.Recorded finding :
                findings.list(Answers.dataClass(context), Answers.before(context), Answers.limit(context))) {
            answer.addObject()
                    .put("id", finding.id())
                    .put("class", finding.dataClass().label())
                    .put("source", finding.source())
                    .put("code", finding.code())
                    .put("place", finding.place())
                    .put("controlId", finding.controlId())
                    .put("rowKey", finding.rowKey())
                    .put("at", finding.at().toString());
        }
        Answers.json(context, answer);
    }

    private void audit(Context context) {
        ArrayNode answer = JsonNodeFactory.instance.arrayNode();
        for (AuditLog.AuditRecord entry : audit.list(Answers.before(context), Answers.limit(context))) {
            answer.addObject()
                    .put("sequence", entry.sequence())
                    .put("at", entry.at().toString())
                    .put("actor", entry.actor())
                    .put("action", entry.action())
                    .put("subject", entry.subject())
                    .put("detail", entry.detail())
                    .put("hash", entry.hash());
        }
        Answers.json(context, answer);
    }

    private void verify(Context context) {
        AuditLog.Verification verification = audit.verify();
        Answers.json(
                context,
                JsonNodeFactory.instance
                        .objectNode()
                        .put("intact", verification.isIntact())
                        .put("records", verification.records())
                        .put("brokenAt", verification.brokenAt()));
    }
}
