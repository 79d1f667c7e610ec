package io.caravan.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.caravan.audit.AuditLog;
import io.caravan.deadletter.LetterFilter;
import io.caravan.deadletter.LetterGroup;
import io.caravan.deadletter.LetterSearch;
import io.caravan.message.DataClass;
import io.caravan.user.Right;
import io.javalin.Javalin;
import io.javalin.http.Context;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Lists of dead letters, their groups, and how many there are. */
final class LetterListApi {
    private static final Duration TREND = Duration.ofHours(24);
    private static final Duration LONG_TREND = Duration.ofDays(14);

    private final LetterSearch search;
    private final LetterFilters filters;
    private final AuditLog audit;
    private final InstantSource clock;

    LetterListApi(LetterSearch search, AuditLog audit, InstantSource clock) {
        this.audit = audit;
        this.search = search;
        this.filters = new LetterFilters(new Moments(clock));
        this.clock = clock;
    }

    /** Before what takes any word for a letter's number. */
    void addTo(Javalin server) {
        server.get("/api/deadletters", this::list, new Access.Needs(Right.SEE_LISTS));
        server.get("/api/deadletters/count", this::count, new Access.Needs(Right.SEE_LISTS));
        server.get("/api/deadletters/groups", this::groups, new Access.Needs(Right.SEE_LISTS));
        server.get("/api/deadletters/groups/{group}", this::group, new Access.Needs(Right.SEE_LISTS));
    }

    /** Who asks by somebody's number learns that there is something about them: that is recorded, without the number. */
    private LetterFilter filter(Context context) {
        LetterFilter filter = filters.of(context, Right.SEE_LISTS);
        Map<LetterFilter.Number, String> numbers = filter.named().numbers();
        if (!numbers.isEmpty()) {
            String kinds =
                    numbers.keySet().stream().map(LetterJson::label).sorted().collect(Collectors.joining(", "));
            audit.record(Guard.user(context), "search-deadletters", "deadletters", "by number of " + kinds);
        }
        return filter;
    }

    private void list(Context context) {
        LetterFilter filter = filter(context);
        Answers.json(context, LetterJson.letters(search.list(filter, Answers.before(context), Answers.limit(context))));
    }

    private void count(Context context) {
        LetterFilter filter = filter(context);
        LetterSearch.Count count = search.count(filter);
        boolean hidden = isHidden(context, filter);
        LetterSearch.Count told = new LetterSearch.Count(count.number(), count.more() || hidden);
        Answers.json(
                context,
                JsonNodeFactory.instance
                        .objectNode()
                        .put("count", told.number())
                        .put("more", told.more())
                        .put("hidden", hidden)
                        .put("text", told.toString()));
    }

    /** Whether there are others, of classes that the user does not see: a number without them must not look whole. */
    private boolean isHidden(Context context, LetterFilter filter) {
        Set<DataClass> others = EnumSet.allOf(DataClass.class);
        others.removeAll(Guard.classes(context, Right.SEE_LISTS));
        boolean named = context.queryParam("class") != null
                && !filter.signature().classes().isEmpty();
        return !others.isEmpty()
                && !named
                && search.count(filter.ofClasses(others)).number() > 0;
    }

    private void groups(Context context) {
        LetterFilter filter = filter(context);
        List<LetterGroup> groups = search.groups(filter, Answers.limit(context));
        Map<Long, Map<Instant, Long>> trends = search.trends(
                groups.stream().map(LetterGroup::id).toList(), clock.instant().minus(TREND));
        ArrayNode answer = JsonNodeFactory.instance.arrayNode();
        groups.forEach(group -> answer.add(LetterJson.group(group, trends.getOrDefault(group.id(), Map.of()))));
        Answers.json(context, answer);
    }

    private void group(Context context) {
        long id = Answers.id(context.pathParam("group"));
        LetterGroup group = search.group(id)
                .filter(found -> Guard.who(context).may(Right.SEE_LISTS, found.dataClass()))
                .orElseThrow(() -> Problem.notFound("There is no group " + id));
        Map<Instant, Long> trend =
                search.trends(List.of(id), clock.instant().minus(LONG_TREND)).getOrDefault(id, Map.of());
        Answers.json(context, LetterJson.group(group, trend));
    }
}
