package io.caravan.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.caravan.audit.AuditLog;
import io.caravan.deadletter.DeadLetter;
import io.caravan.deadletter.LetterFilter;
import io.caravan.deadletter.PayloadGone;
import io.caravan.message.DataClass;
import io.caravan.user.Right;
import io.javalin.Javalin;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Takes dead letters away, one a line, and their messages if asked for. The last line says how many there were: an export
 * without it is not whole.
 */
final class ExportApi {
    private static final int PAGE = 200;

    private final Parts.Letters parts;
    private final AskedLetters asked;
    private final LetterFilters filters;
    private final Looks looks;
    private final AuditLog audit;

    ExportApi(Parts.Letters parts, Looks looks, AuditLog audit, InstantSource clock) {
        this.parts = parts;
        this.asked = new AskedLetters(parts.letters());
        this.filters = new LetterFilters(new Moments(clock));
        this.looks = looks;
        this.audit = audit;
    }

    void addTo(Javalin server) {
        server.post("/api/deadletters/export", this::export, new Access.Needs(Right.EXPORT), new Access.Question());
    }

    /** @param original as it came, without edits */
    private record Content(boolean clear, boolean original) {}

    private void export(Context context) throws IOException {
        JsonNode body = Answers.body(context);
        Content content = new Content(
                body.path("clear").asBoolean(false), body.path("original").asBoolean(false));
        Optional<List<Long>> ids = body.has("ids") ? Optional.of(ids(context, content)) : Optional.empty();
        LetterFilter filter = filter(context, body.path("filter"), content);
        audit.record(
                Guard.user(context),
                "export",
                "deadletters",
                (content.clear() ? "with messages" : "without messages")
                        + ids.map(all -> ", " + all.size() + " by number").orElse("")
                        + (body.has("reason") ? ": " + Answers.reason(body) : ""));
        context.contentType("application/x-ndjson");
        OutputStream out = context.outputStream();
        long exported = ids.isPresent()
                ? write(
                        context,
                        ids.get().stream()
                                .flatMap(id -> parts.letters().find(id).stream())
                                .toList(),
                        content,
                        out)
                : write(context, filter, content, out);
        line(out, JsonNodeFactory.instance.objectNode().put("exported", exported));
    }

    private List<Long> ids(Context context, Content content) {
        List<Long> ids = asked.ids(context, Right.EXPORT);
        return content.clear() ? asked.ids(context, Right.SEE_BODY) : ids;
    }

    /** Of the classes for which the user has all rights that this needs. */
    private LetterFilter filter(Context context, JsonNode given, Content content) {
        LetterFilter filter = filters.of(context, given, Right.EXPORT);
        Set<DataClass> may = EnumSet.copyOf(Guard.classes(context, Right.EXPORT));
        may.retainAll(Guard.classes(context, Right.SEE_LISTS));
        if (content.clear()) {
            may.retainAll(Guard.classes(context, Right.SEE_BODY));
        }
        if (given.has("class")) {
            may.retainAll(filter.signature().classes());
            if (may.size() < filter.signature().classes().size()) {
                may.clear();
            }
        }
        if (may.isEmpty()) {
            throw new Problem(
                    403,
                    "forbidden",
                    Guard.user(context) + " may not export "
                            + (content.clear() ? "the messages of these dead letters" : "these dead letters"));
        }
        return filter.ofClasses(may);
    }

    private long write(Context context, LetterFilter filter, Content content, OutputStream out) throws IOException {
        long exported = 0;
        long before = Long.MAX_VALUE;
        List<DeadLetter> page = parts.search().list(filter, before, PAGE);
        while (!page.isEmpty()) {
            exported += write(context, page, content, out);
            before = page.get(page.size() - 1).id();
            page = page.size() < PAGE ? List.of() : parts.search().list(filter, before, PAGE);
        }
        return exported;
    }

    private long write(Context context, List<DeadLetter> letters, Content content, OutputStream out)
            throws IOException {
        for (DeadLetter letter : letters) {
            ObjectNode line = LetterJson.letter(letter);
            if (content.clear()) {
                body(context, letter, content, line);
            }
            line(out, line);
        }
        return letters.size();
    }

    /** In base 64: a message has a character set of its own, which may be what is wrong with it. */
    private void body(Context context, DeadLetter letter, Content content, ObjectNode line) {
        looks.message(context, letter, content.original() ? "export original" : "export present");
        try {
            line.put("mediaType", letter.journalId().isPresent() ? "x-application/hl7-v2+er7" : "application/json")
                    .put(
                            "body",
                            content.original()
                                    ? parts.repairs().original(letter.id())
                                    : parts.repairs().payload(letter.id()));
        } catch (PayloadGone gone) {
            line.put("gone", true);
        }
    }

    private static void line(OutputStream out, ObjectNode line) throws IOException {
        out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    }
}
