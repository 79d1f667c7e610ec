package io.caravan.testkit.truth;

import io.caravan.fold.Merge;
import io.caravan.fold.Version;
import io.caravan.map.Mapped;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Who is whom and what is whose, worked out at once from everything that was ever said of merges, moves, numbers and accounts. For the
 * oracle: it shares nothing with the ledger.
 */
final class WhoIsWhom {
    private static final Comparator<Merge> BY_AGE = Comparator.comparing(Merge::version)
            .thenComparing(merge -> merge.from().toString())
            .thenComparing(merge -> merge.part().map(UUID::toString).orElse(""))
            .thenComparing(merge -> merge.into().toString());

    private static final Comparator<UUID> BY_END =
            (a, b) -> Long.compareUnsigned(a.getLeastSignificantBits(), b.getLeastSignificantBits());

    private final List<Merge> said = new ArrayList<>();
    private final List<Number> numbers = new ArrayList<>();
    private final List<Account> accounts = new ArrayList<>();

    /** What was said of a patient's visit: it has another number. */
    private record Number(UUID patient, UUID old, UUID now) {}

    /** What was said of a patient's visit: it is part of an account. */
    private record Account(UUID patient, UUID visit, UUID account, Version version) {}

    /**
     * By what a resource may be moved.
     *
     * @param ofVisit whether it has the account that its visit has
     */
    record Belonging(Set<UUID> visits, Set<UUID> accounts, boolean ofVisit) {}

    WhoIsWhom(Collection<Mapped> records) {
        for (Mapped record : records) {
            record.merges().stream().filter(Merge::regroups).forEach(said::add);
        }
        for (Mapped record : records) {
            for (Merge merge : record.merges()) {
                if (!merge.regroups()) {
                    Stream.concat(Stream.of(merge.from()), ever(merge.from(), all -> true).stream())
                            .map(patient -> new Number(patient, merge.part().orElseThrow(), merge.into()))
                            .forEach(numbers::add);
                }
            }
        }
    }

    void tellAccount(UUID patient, UUID visit, UUID account, Version version) {
        accounts.add(new Account(patient, visit, account, version));
    }

    boolean isMoved(UUID part) {
        return said.stream().anyMatch(merge -> merge.part().equals(Optional.of(part)));
    }

    /** Under which numbers the patient was ever known. */
    Set<UUID> otherNumbers(UUID patient) {
        return ever(patient, merge -> merge.kind() == Merge.Kind.RENUMBER);
    }

    private Set<UUID> ever(UUID patient, Predicate<Merge> kind) {
        Set<UUID> found = new LinkedHashSet<>(Set.of(patient));
        while (said.stream()
                .filter(merge -> merge.part().isEmpty() && kind.test(merge) && found.contains(merge.from()))
                .map(Merge::into)
                .toList()
                .stream()
                .anyMatch(found::add)) {
            continue;
        }
        found.remove(patient);
        return found;
    }

    private Optional<Merge> newest(UUID patient, Predicate<Merge> which) {
        return said.stream()
                .filter(merge -> merge.from().equals(patient) && which.test(merge))
                .max(BY_AGE);
    }

    private Optional<Merge> merge(UUID patient) {
        return newest(patient, merge -> merge.part().isEmpty());
    }

    /** All into whom the patient was merged, whether or not it holds; without itself. */
    List<UUID> above(UUID patient) {
        List<UUID> path = new ArrayList<>();
        Optional<Merge> merge = merge(patient);
        while (merge.isPresent() && !path.contains(merge.get().into())) {
            path.add(merge.get().into());
            merge = merge(merge.get().into());
        }
        path.remove(patient);
        return path;
    }

    /** The merges that count. */
    List<Merge> holding() {
        return said.stream()
                .map(Merge::from)
                .distinct()
                .flatMap(patient -> merge(patient).stream())
                .filter(this::holds)
                .toList();
    }

    /** In a circle the newest merge does not count; where that is a new number, the oldest of the new numbers does not. */
    private boolean holds(Merge merge) {
        List<Merge> circle = new ArrayList<>(List.of(merge));
        Optional<Merge> next = merge(merge.into());
        while (next.isPresent() && !circle.contains(next.get())) {
            circle.add(next.get());
            next = merge(next.get().into());
        }
        if (next.isEmpty() || !next.get().equals(merge)) {
            return true;
        }
        Merge newest = circle.stream().max(BY_AGE).orElseThrow();
        Merge without = newest.kind() == Merge.Kind.MERGE
                ? newest
                : circle.stream()
                        .filter(one -> one.kind() == Merge.Kind.RENUMBER)
                        .min(BY_AGE)
                        .orElseThrow();
        return !without.equals(merge);
    }

    /** The number of the visit that counts, of those that were told of these patients. */
    UUID visitNow(UUID visit, Set<UUID> patients) {
        List<UUID> seen = new ArrayList<>();
        UUID at = visit;
        while (!seen.contains(at)) {
            seen.add(at);
            UUID old = at;
            Optional<UUID> next = numbers.stream()
                    .filter(one -> patients.contains(one.patient()) && one.old().equals(old))
                    .map(Number::now)
                    .max(BY_END);
            if (next.isEmpty()) {
                return at;
            }
            at = next.get();
        }
        return visit;
    }

    private Set<UUID> parts(Belonging belonging, Set<UUID> patients) {
        Set<UUID> parts = new HashSet<>(belonging.accounts());
        for (UUID visit : belonging.visits()) {
            UUID now = visitNow(visit, patients);
            Set<UUID> all = new HashSet<>(Set.of(now));
            all.add(visit);
            numbers.stream()
                    .filter(one -> patients.contains(one.patient()))
                    .map(Number::old)
                    .filter(old -> visitNow(old, patients).equals(now))
                    .forEach(all::add);
            parts.addAll(all);
            if (belonging.ofVisit()) {
                account(Set.of(now), patients).or(() -> account(all, patients)).ifPresent(parts::add);
            }
        }
        return parts;
    }

    private Optional<UUID> account(Set<UUID> visits, Set<UUID> patients) {
        return accounts.stream()
                .filter(one -> visits.contains(one.visit()) && patients.contains(one.patient()))
                .max(Comparator.comparing(Account::version)
                        .thenComparing(one -> one.account().toString()))
                .map(Account::account);
    }

    /** Where something goes that was filed under a patient, step by step, until it goes no further or has been there. */
    List<Merge> way(UUID patient, Belonging belonging) {
        return way(patient, belonging, Set.of(), false);
    }

    private List<Merge> way(UUID patient, Belonging belonging, Set<Merge> without, boolean held) {
        List<Merge> way = new ArrayList<>();
        Set<UUID> patients = new LinkedHashSet<>(Set.of(patient));
        UUID at = patient;
        while (way.stream().map(Merge::from).noneMatch(at::equals)) {
            Set<UUID> parts = parts(belonging, patients);
            UUID here = at;
            Optional<Merge> step = parts.stream()
                    .flatMap(part -> newest(here, one -> one.part().equals(Optional.of(part))).stream())
                    .filter(one -> !without.contains(one))
                    .max(BY_AGE)
                    .or(() -> merge(here).filter(one -> !held || holds(one)));
            if (step.isEmpty()) {
                return way;
            }
            way.add(step.get());
            at = step.get().into();
            patients.add(at);
        }
        return way;
    }

    /** With whom it is. Of a circle of moves the oldest does not count. */
    UUID survivor(UUID patient, Belonging belonging) {
        Set<Merge> without = new HashSet<>();
        while (true) {
            List<Merge> way = way(patient, belonging, without, true);
            UUID end = way.isEmpty() ? patient : way.get(way.size() - 1).into();
            Optional<Merge> start =
                    way.stream().filter(one -> one.from().equals(end)).findFirst();
            if (start.isEmpty()) {
                return end;
            }
            way.subList(way.indexOf(start.get()), way.size()).stream()
                    .filter(one -> one.part().isPresent())
                    .min(BY_AGE)
                    .ifPresent(without::add);
        }
    }

    /** What leads away from the patient by anything that was ever told of the resource, oldest first. */
    List<Merge> leading(UUID patient, Belonging ever) {
        Set<UUID> parts = new HashSet<>(ever.visits());
        while (numbers.stream()
                .filter(one ->
                        one.patient().equals(patient) && (parts.contains(one.old()) || parts.contains(one.now())))
                .toList()
                .stream()
                .anyMatch(one -> parts.add(one.old()) | parts.add(one.now()))) {
            continue;
        }
        if (ever.ofVisit()) {
            Set<UUID> told = new HashSet<>();
            accounts.stream()
                    .filter(one -> one.patient().equals(patient) && parts.contains(one.visit()))
                    .forEach(one -> told.add(one.account()));
            parts.addAll(told);
        }
        parts.addAll(ever.accounts());
        Stream<Merge> moves =
                parts.stream().flatMap(part -> newest(patient, one -> one.part().equals(Optional.of(part))).stream());
        return Stream.concat(merge(patient).stream(), moves).sorted(BY_AGE).toList();
    }
}
