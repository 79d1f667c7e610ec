package io.caravan.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.caravan.audit.AuditLog;
import io.caravan.deadletter.Failure;
import io.caravan.deadletter.Rehearsals;
import io.caravan.deadletter.Rehearsed;
import io.caravan.fold.Version;
import io.caravan.ledger.Outcome;
import io.caravan.ledger.Preview;
import io.javalin.http.Context;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;

/**
 * What a replay would do, as JSON. Elements are named always; ids of resources and values only for whom they are asked and
 * permitted, and then the look is recorded before anything is read.
 */
final class DryRun {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Rehearsals rehearsals;
    private final AuditLog audit;

    DryRun(Rehearsals rehearsals, AuditLog audit) {
        this.rehearsals = rehearsals;
        this.audit = audit;
    }

    /**
     * Adds {@code dryRun} to a letter.
     *
     * @param clear with values; the caller has looked whether the user may see them
     */
    ObjectNode addTo(ObjectNode letter, Context context, boolean clear) {
        long id = letter.path("id").asLong();
        audit.record(Guard.user(context), "dry-run", "deadletter/" + id, clear ? "in clear" : "masked");
        rehearsals.of(id).ifPresent(rehearsed -> write(letter.putObject("dryRun"), rehearsed, clear));
        return letter;
    }

    private static void write(ObjectNode answer, Rehearsed rehearsed, boolean clear) {
        if (rehearsed instanceof Rehearsed.Folded folded) {
            Preview preview = folded.preview();
            answer.put("outcome", label(preview.outcome())).put("closesAs", closesAs(preview.outcome()));
            preview.failure().ifPresent(failure -> write(answer, failure));
            write(answer, preview, clear);
        } else if (rehearsed instanceof Rehearsed.DeliveredAgain again) {
            answer.put("outcome", "delivered-again").put("closesAs", "replayed");
            write(answer, again.preview(), clear);
        } else if (rehearsed instanceof Rehearsed.Failed failed) {
            answer.put("outcome", label(Outcome.DEAD_LETTERED)).put("closesAs", "open");
            write(answer, failed.failure());
        } else if (rehearsed instanceof Rehearsed.Excluded excluded) {
            answer.put("outcome", label(Outcome.EXCLUDED))
                    .put("closesAs", "replayed")
                    .put("rule", excluded.rule());
        } else if (rehearsed instanceof Rehearsed.Unknown unknown) {
            answer.put("outcome", "unknown").put("why", unknown.why());
        } else {
            throw new AssertionError(rehearsed);
        }
    }

    private static void write(ObjectNode answer, Failure failure) {
        answer.putObject("failure")
                .put("code", failure.code())
                .put("place", failure.step() + " " + failure.place())
                .put("cause", failure.cause().name().toLowerCase(Locale.ROOT));
    }

    private static void write(ObjectNode answer, Preview preview, boolean clear) {
        answer.put("refiled", preview.refiled());
        ArrayNode resources = answer.putArray("resources");
        for (Preview.Effect effect : preview.effects()) {
            ObjectNode resource = resources
                    .addObject()
                    .put("number", resources.size())
                    .put("type", effect.key().type().fhirName())
                    .put("action", action(effect))
                    .put("versionBefore", effect.before().version())
                    .put("versionAfter", effect.after().version());
            if (clear) {
                resource.put("id", effect.key().id().toString());
            }
            ArrayNode fields = resource.putArray("fields");
            effect.fields().forEach(field -> write(fields.addObject(), field, clear));
        }
    }

    private static String action(Preview.Effect effect) {
        if (!effect.changes()) {
            return "none";
        }
        return effect.before().version() == 0 ? "create" : "update";
    }

    private static void write(ObjectNode answer, Preview.Field field, boolean clear) {
        answer.put("element", field.element()).put("effect", field.kind().name().toLowerCase(Locale.ROOT));
        field.standing().ifPresent(version -> write(answer.putObject("newer"), version));
        if (clear) {
            answer.set("before", value(field.before()));
            answer.set("after", value(field.after()));
        }
    }

    private static void write(ObjectNode answer, Version newer) {
        if (newer.equals(Version.TIMELESS)) {
            answer.put("from", "a rule");
            return;
        }
        answer.put("at", Instant.EPOCH.plus(newer.micros(), ChronoUnit.MICROS).toString())
                .put("from", newer.isOfMessage() ? "message" : "row")
                .put("authority", newer.rank() == Version.OWNER);
    }

    private static JsonNode value(Optional<String> json) {
        try {
            return JSON.readTree(json.orElse("null"));
        } catch (JsonProcessingException e) {
            return JSON.getNodeFactory().nullNode();
        }
    }

    /** The state in which the letter would be after its replay. */
    private static String closesAs(Outcome outcome) {
        return switch (outcome) {
            case APPLIED, MERGED, EXCLUDED -> "replayed";
            case SUPERSEDED -> "superseded";
            case DEAD_LETTERED -> "open";
        };
    }

    private static String label(Outcome outcome) {
        return outcome.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
