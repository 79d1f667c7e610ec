package io.caravan.fold;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What the whole product rests on: the order and number of arrivals does not matter. */
class FoldPropertyTest {
    private static final ResourceKey KEY = new ResourceKey(ResourceType.PATIENT, new UUID(1, 2));

    @Property
    void theOrderOfChangesDoesNotMatter(@ForAll("changes") List<Change> changes, @ForAll Random random) {
        List<Change> shuffled = new ArrayList<>(changes);
        Collections.shuffle(shuffled, random);

        assertThat(fold(shuffled).fields()).isEqualTo(fold(changes).fields());
    }

    @Property
    void aChangeThatComesAgainChangesNothing(@ForAll("changes") List<Change> changes, @ForAll Random random) {
        ResourceState once = fold(changes);
        int before = once.changes();
        List<Change> again = new ArrayList<>(changes);
        Collections.shuffle(again, random);
        again.forEach(once::apply);

        assertThat(once.changes()).isEqualTo(before);
        assertThat(once.fields()).isEqualTo(fold(changes).fields());
    }

    @Property
    void theFoldIsTheLiteralOne(@ForAll("changes") List<Change> changes) {
        Map<String, ResourceState.Entry> literal = new HashMap<>();
        changes.stream()
                .flatMap(change -> change.fields().stream())
                .sorted((a, b) -> {
                    int byVersion = a.version().compareTo(b.version());
                    return byVersion != 0 ? byVersion : text(a).compareTo(text(b));
                })
                .forEach(field -> literal.put(field.path(), new ResourceState.Entry(field.json(), field.version())));

        assertThat(fold(changes).fields()).isEqualTo(literal);
    }

    @Property
    void whoAppliesAChangeThatDecidesHearsOfIt(@ForAll("changes") List<Change> changes) {
        ResourceState all = fold(changes);

        for (Change change : changes) {
            boolean stands = change.fields().stream().anyMatch(field -> {
                ResourceState.Entry entry = all.fields().get(field.path());
                return entry != null
                        && entry.version().equals(field.version())
                        && Objects.equals(entry.json(), field.json());
            });
            assertThat(all.copy().apply(change)).isEqualTo(stands);
        }
    }

    @Property
    void aBoundedListKeepsTheNewestWhateverTheOrderAndHoweverOften(
            @ForAll("histories") List<Change> changes, @ForAll Random random) {
        List<Change> shuffled = new ArrayList<>(changes);
        shuffled.addAll(changes.subList(0, changes.size() / 2));
        Collections.shuffle(shuffled, random);

        ResourceState state = fold(shuffled);
        assertThat(state.fields()).isEqualTo(fold(changes).fields());
        assertThat(state.fieldsUnder(Recent.prefix(3, "dose"))).hasSizeLessThanOrEqualTo(3);
        Map<String, Version> newest = new HashMap<>();
        changes.forEach(change -> change.fields()
                .forEach(field -> newest.merge(field.path(), field.version(), (a, b) -> a.compareTo(b) >= 0 ? a : b)));
        long kept = newest.values().stream()
                .filter(version -> state.fields().values().stream()
                        .allMatch(entry -> entry.version().compareTo(version) <= 0))
                .count();
        assertThat(kept).isGreaterThanOrEqualTo(Math.min(1, newest.size()));
        int before = state.changes();
        shuffled.forEach(state::apply);
        assertThat(state.changes()).isEqualTo(before);
    }

    @Provide
    Arbitrary<List<Change>> histories() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 6),
                        Arbitraries.longs().between(0, 5),
                        Arbitraries.longs().between(0, 2))
                .as((key, micros, tie) -> Change.of(KEY.type(), KEY.id(), new Version(1, micros, tie))
                        .set(Recent.prefix(3, "dose") + key + "]", "\"" + key + "\"")
                        .build())
                .list()
                .ofMaxSize(12);
    }

    @Property
    void aStateReadBackIsTheSame(@ForAll("changes") List<Change> changes, @ForAll boolean assigned) {
        ResourceState state = fold(changes);
        if (assigned) {
            state.assign(new UUID(3, 4));
        }

        byte[] bytes = StateCodec.write(state);
        ResourceState read = StateCodec.read(KEY, bytes);

        assertThat(read.fields()).isEqualTo(state.fields());
        assertThat(read.patient()).isEqualTo(state.patient());
        assertThat(read.changes()).isZero();
        assertThat(StateCodec.write(read)).isEqualTo(bytes);
    }

    @Property
    void versionsAreInATotalOrder(
            @ForAll("versions") Version a, @ForAll("versions") Version b, @ForAll("versions") Version c) {
        assertThat(Integer.signum(a.compareTo(b))).isEqualTo(-Integer.signum(b.compareTo(a)));
        assertThat(a.compareTo(b) == 0).isEqualTo(a.equals(b));
        if (a.compareTo(b) <= 0 && b.compareTo(c) <= 0) {
            assertThat(a.compareTo(c)).isLessThanOrEqualTo(0);
        }
    }

    @Property
    void aFillerNeverOverridesAnOwner(@ForAll("versions") Version any, @ForAll("versions") Version other) {
        Version owner = any.withRank(Version.OWNER);
        Version filler = other.withRank(Version.FILLER);

        assertThat(owner).isGreaterThan(filler);
    }

    @Provide
    Arbitrary<Version> versions() {
        return Combinators.combine(
                        Arbitraries.integers().between(Version.FILLER, Version.OWNER),
                        Arbitraries.longs().between(-2, 3),
                        Arbitraries.of(-1L, 0L, 1L))
                .as(Version::new);
    }

    @Provide
    Arbitrary<List<Change>> changes() {
        Arbitrary<String> paths =
                Arbitraries.of("active", "name", "period.end", "identifier[a|1]", "#event[x]", "é€\uD83D\uDE00");
        Arbitrary<String> values = Arbitraries.of("true", "\"x\"", "{\"a\":1}", "\"\u00e9\uD83D\uDE00\"")
                .injectNull(0.2);
        Arbitrary<Change> change = Combinators.combine(
                        versions(),
                        Combinators.combine(paths, values).as(Pair::new).list().ofMaxSize(5))
                .as((version, pairs) -> new Change(
                        KEY,
                        Optional.empty(),
                        version,
                        pairs.stream()
                                .map(pair -> new Change.Field(pair.path(), pair.json(), version))
                                .toList(),
                        List.of()));
        return change.list().ofMaxSize(12);
    }

    private record Pair(String path, String json) {}

    private static String text(Change.Field field) {
        return field.json() == null ? "" : field.json();
    }

    private static ResourceState fold(List<Change> changes) {
        ResourceState state = ResourceState.empty(KEY);
        changes.forEach(state::apply);
        return state;
    }
}
