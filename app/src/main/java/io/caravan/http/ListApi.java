package io.caravan.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.caravan.audit.AuditLog;
import io.caravan.finding.Findings;
import io.caravan.message.DataClass;
import io.caravan.user.Right;
import io.javalin.Javalin;
import io.javalin.http.Context;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Findings and the audit log. */
final class ListApi {
    private final Findings findings;
    private static final Pattern AGO = Pattern.compile("(\\d{1,5})([smhd])");

    private final AuditLog audit;
    private final InstantSource clock;

    ListApi(Findings findings, AuditLog audit, InstantSource clock) {
        this.findings = findings;
        this.audit = audit;
        this.clock = clock;
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
                text(context, "since").map(this::since));
    }

    private static Optional<String> text(Context context, String name) {
        return Optional.ofNullable(context.queryParam(name)).map(String::strip).filter(text -> !text.isEmpty());
    }

    /** A time, a day (from its beginning in UTC), or how long ago. */
    private Instant since(String text) {
        Matcher ago = AGO.matcher(text);
        if (ago.matches()) {
            long count = Long.parseLong(ago.group(1));
            return clock.instant()
                    .minus(
                            switch (ago.group(2)) {
                                case "s" -> Duration.ofSeconds(count);
                                case "m" -> Duration.ofMinutes(count);
                                case "h" -> Duration.ofHours(count);
                                default -> Duration.ofDays(count);
                            });
        }
        try {
            return text.length() == 10
                    ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw Problem.badRequest(
                    "since is a time such as 2026-03-01T06:00:00Z, a day, or how long ago: 30m, 24h, 7d");
        }
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
