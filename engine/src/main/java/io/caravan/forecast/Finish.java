package io.caravan.forecast;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** When work is through. */
public sealed interface Finish {

    /** It is through. */
    record Done(Instant at) implements Finish {}

    /**
     * Some time between: in nine of ten cases, if what slows it down and stops it goes on as it was measured.
     *
     * @param likely as likely before as after
     */
    record Between(Instant earliest, Instant likely, Instant latest) implements Finish {}

    /** It cannot end, as things are. @param reason one sentence */
    record Never(String reason) implements Finish {}

    /** Something is not known that the forecast needs. @param reason one sentence */
    record Unknown(String reason) implements Finish {}

    /** When all are through, if the one says nothing about the other. */
    static Finish last(List<Finish> all) {
        Optional<Finish> open = find(all, Never.class).or(() -> find(all, Unknown.class));
        if (open.isPresent()) {
            return open.get();
        }
        Optional<Finish> between = find(all, Between.class);
        if (between.isEmpty()) {
            return latest(all, finish -> ((Done) finish).at())
                    .<Finish>map(Done::new)
                    .orElseGet(() -> new Unknown("there is nothing to do"));
        }
        List<Finish> ahead =
                all.stream().filter(finish -> finish instanceof Between).toList();
        return new Between(
                latest(ahead, finish -> ((Between) finish).earliest()).orElseThrow(),
                latest(ahead, finish -> ((Between) finish).likely()).orElseThrow(),
                latest(ahead, finish -> ((Between) finish).latest()).orElseThrow());
    }

    private static Optional<Finish> find(List<Finish> all, Class<? extends Finish> kind) {
        return all.stream().filter(kind::isInstance).findFirst();
    }

    private static Optional<Instant> latest(List<Finish> all, Function<Finish, Instant> time) {
        return all.stream().map(time).max(Comparator.naturalOrder());
    }
}
