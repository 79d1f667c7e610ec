package io.caravan.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.caravan.deadletter.DeadLetter.Cause;
import io.caravan.deadletter.DeadLetter.State;
import io.caravan.deadletter.LetterFilter;
import io.caravan.deadletter.LetterFilter.Named;
import io.caravan.deadletter.LetterFilter.Number;
import io.caravan.deadletter.LetterFilter.Period;
import io.caravan.deadletter.LetterFilter.Signature;
import io.caravan.message.DataClass;
import io.caravan.user.Right;
import io.javalin.http.Context;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Which letters a request means. Patients' numbers come in headers or in a body, never in an address: addresses are kept in logs
 * on the way. Whoever may see some classes only means those.
 */
final class LetterFilters {
    private static final String HEADER = "Caravan-";

    private final Moments moments;

    LetterFilters(Moments moments) {
        this.moments = moments;
    }

    /** From the parameters of the address, and the headers {@code Caravan-Patient}, {@code Caravan-Visit}, {@code Caravan-Order}. */
    LetterFilter of(Context context, Right right) {
        for (Number number : Number.values()) {
            if (context.queryParam(LetterJson.label(number)) != null) {
                throw Problem.badRequest("Give the number of a " + LetterJson.label(number) + " in the header " + HEADER
                        + capital(number) + ": addresses are kept in logs");
            }
        }
        return visible(
                context,
                right,
                filter(
                        name -> context.queryParams(name).stream()
                                .flatMap(value -> Arrays.stream(value.split(",")))
                                .toList(),
                        number -> String.valueOf(Optional.ofNullable(context.header(HEADER + capital(number)))
                                .orElse(""))));
    }

    /** From an object of a body. */
    LetterFilter of(Context context, JsonNode filter, Right right) {
        return visible(
                context,
                right,
                filter(
                        name -> texts(filter.path(name)),
                        number -> filter.path(LetterJson.label(number)).asText("")));
    }

    private static List<String> texts(JsonNode given) {
        List<String> texts = new ArrayList<>();
        if (given.isArray()) {
            given.forEach(one -> texts.add(one.asText()));
        } else {
            texts.addAll(Arrays.asList(given.asText("").split(",")));
        }
        return texts;
    }

    private static LetterFilter visible(Context context, Right right, LetterFilter filter) {
        Set<DataClass> asked = filter.signature().classes();
        asked.forEach(dataClass -> Guard.require(context, right, dataClass));
        return asked.isEmpty() ? filter.ofClasses(Guard.classes(context, right)) : filter;
    }

    private LetterFilter filter(Function<String, List<String>> given, Function<Number, String> numbers) {
        Given fields = new Given(given);
        Map<Number, String> named = new EnumMap<>(Number.class);
        for (Number number : Number.values()) {
            String value = numbers.apply(number).strip();
            if (!value.isEmpty()) {
                named.put(number, value);
            }
        }
        Signature signature = new Signature(
                fields.all("class").stream().map(Answers::dataClass).collect(Collectors.toSet()),
                fields.constants("cause", Cause.class),
                fields.one("code"),
                fields.one("source"),
                fields.one("step"),
                fields.one("place"),
                fields.one("group").isEmpty() ? 0 : Answers.id(fields.one("group")));
        return new LetterFilter(
                fields.constants("state", State.class),
                signature,
                fields.one("messageType"),
                new Named(fields.one("controlId"), fields.one("rowKey"), named),
                new Period(moment(fields, "since"), moment(fields, "until")),
                fields.one("assignee"));
    }

    private Optional<Instant> moment(Given fields, String name) {
        return fields.one(name).isEmpty() ? Optional.empty() : Optional.of(moments.of(name, fields.one(name)));
    }

    private static String capital(Number number) {
        String label = LetterJson.label(number);
        return Character.toUpperCase(label.charAt(0)) + label.substring(1);
    }

    private record Given(Function<String, List<String>> texts) {
        List<String> all(String name) {
            return texts.apply(name).stream()
                    .map(String::strip)
                    .filter(text -> !text.isEmpty())
                    .toList();
        }

        String one(String name) {
            List<String> all = all(name);
            if (all.size() > 1) {
                throw Problem.badRequest("Give one " + name);
            }
            return all.isEmpty() ? "" : all.get(0);
        }

        <E extends Enum<E>> Set<E> constants(String name, Class<E> type) {
            Set<E> found = EnumSet.noneOf(type);
            for (String label : all(name)) {
                found.add(Arrays.stream(type.getEnumConstants())
                        .filter(constant -> LetterJson.label(constant).equals(label))
                        .findFirst()
                        .orElseThrow(() -> Problem.badRequest("\"" + label + "\" is not a " + name + "; known are "
                                + Arrays.stream(type.getEnumConstants())
                                        .map(LetterJson::label)
                                        .collect(Collectors.joining(", ")))));
            }
            return found;
        }
    }
}
