package io.caravan.replay;

import io.caravan.deadletter.LetterFilter;
import io.caravan.deadletter.LetterFilter.Signature;
import io.caravan.message.DataClass;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** A filter as people read it. Numbers of patients, visits and orders are only said to have been given. */
final class FilterWords {
    private FilterWords() {}

    static String of(LetterFilter filter) {
        Signature signature = filter.signature();
        List<String> words = new ArrayList<>();
        words.add(names(filter.states()) + " letters");
        add(
                words,
                "class",
                signature.classes().stream().map(DataClass::label).sorted().collect(Collectors.joining("|")));
        add(words, "cause", names(signature.causes()));
        add(words, "code", signature.code());
        add(words, "source", signature.source());
        add(words, "step", signature.step());
        add(words, "place", signature.place());
        add(words, "group", signature.group() == 0 ? "" : Long.toString(signature.group()));
        add(words, "type", filter.messageType());
        add(words, "control id", filter.named().controlId());
        add(words, "row", filter.named().rowKey());
        filter.named().numbers().keySet().stream().map(Words::of).sorted().forEach(kind -> words.add("one " + kind));
        add(words, "since", filter.period().since().map(Object::toString).orElse(""));
        add(words, "until", filter.period().until().map(Object::toString).orElse(""));
        add(words, "assignee", filter.assignee());
        return String.join(", ", words);
    }

    private static String names(Collection<? extends Enum<?>> any) {
        return any.stream().map(Words::of).sorted().collect(Collectors.joining("|"));
    }

    private static void add(List<String> words, String name, String value) {
        if (!value.isEmpty()) {
            words.add(name + " " + value);
        }
    }
}
