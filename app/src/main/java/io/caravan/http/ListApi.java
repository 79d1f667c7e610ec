package io.caravan.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.caravan.audit.AuditLog;
import io.caravan.finding.Findings;
import io.caravan.message.DataClass;
import io.caravan.user.Right;
import io.javalin.Javalin;
import io.javalin.http.Context;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Findings and the audit log. */
final class ListApi {
    private final Findings findings;
    private final AuditLog audit;
    private final Moments moments;

    ListApi(Findings findings, AuditLog audit, InstantSource clock) {
        this.findings = findings;
        this.audit = audit;
        this.moments = new Moments(clock);
    }

    void addTo(Javalin server) {
        server.get("/api/findings", this::findings, new Access.Needs(Right.SEE_LISTS));
        server.get("/api/findings/summary", this::summary, new Access.Needs(Right.SEE_LISTS));
        server.get("/api/audit", this::audit, new Access.Needs(Right.SEE_AUDIT));
        server.get("/api/audit/verify", this::verify, new Access.Needs(Right.SEE_AUDIT));
    }

    private void findings(Context context) {
        ArrayNode answer = JsonNodeFactory.instance.arrayNode();
        long before = Answers.before(context);
        int limit = Answers.limit(context);
        List<Findings.Recorded> found = filters(context).stream()
                .flatMap(filter -> findings.list(filter, before, limit).stream())
                .sorted(Comparator.comparingLong(Findings.Recorded::id).reversed())
                .limit(limit)
                .toList();
        for (Findings.Recorded finding : found) {
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

    private void summary(Context context) {
        ArrayNode answer = JsonNodeFactory.instance.arrayNode();
        int limit = Answers.limit(context);
        List<Findings.Group> groups = filters(context).stream()
                .flatMap(filter -> findings.summary(filter, limit).stream())
                .sorted(Comparator.comparingLong(Findings.Group::count).reversed())
                .limit(limit)
                .toList();
        for (Findings.Group group : groups) {
            answer.addObject()
                    .put("class", group.dataClass().label())
                    .put("source", group.source())
                    .put("code", group.code())
                    .put("place", group.place())
                    .put("count", group.count())
                    .put("newest", group.newest().toString());
        }
        Answers.json(context, answer);
    }

    /** One, or one for each of the classes that a user sees who does not see all. */
    private List<Findings.Filter> filters(Context context) {
        Optional<DataClass> asked = Answers.dataClass(context);
        asked.ifPresent(dataClass -> Guard.require(context, Right.SEE_LISTS, dataClass));
        Set<DataClass> visible = Guard.classes(context, Right.SEE_LISTS);
        if (asked.isPresent() || visible.size() == DataClass.values().length) {
            return List.of(filter(context, asked));
        }
        return visible.stream()
                .map(dataClass -> filter(context, Optional.of(dataClass)))
                .toList();
    }

    private Findings.Filter filter(Context context, Optional<DataClass> dataClass) {
        return new Findings.Filter(
                dataClass,
                text(context, "source"),
                text(context, "code"),
                text(context, "since").map(since -> moments.of("since", since)));
    }

    private static Optional<String> text(Context context, String name) {
        return Optional.ofNullable(context.queryParam(name)).map(String::strip).filter(text -> !text.isEmpty());
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
