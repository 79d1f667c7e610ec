package io.caravan.ledger;

import io.caravan.fold.Change;
import io.caravan.fold.HiddenFacts;
import io.caravan.fold.ResourceState;
import io.caravan.fold.ResourceType;
import io.caravan.fold.Version;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Under which patients, and with which visits and accounts, a resource was filed. The newest of each counts for where it is; the others
 * are remembered, for the Provenance, once there is a second one.
 */
final class Filing {
    static final String NAMED = "#filed[";
    private static final String TOLD = "#told[";
    private static final int ID_LENGTH = 36;

    private final ResourceState state;

    Filing(ResourceState state) {
        this.state = state;
    }

    /** That it was filed under this patient, among others. */
    static Change.Field name(UUID patient) {
        return new Change.Field(NAMED + patient + "]", "true", Version.TIMELESS);
    }

    /** What there is to remember before a field is applied: the visit or account that it takes the place of, or that it names in vain. */
    Optional<Change.Field> told(Change.Field field) {
        ResourceState.Entry present = isPart(field.path()) ? state.fields().get(field.path()) : null;
        if (present == null || Objects.equals(present.json(), field.json())) {
            return Optional.empty();
        }
        int order = field.version().compareTo(present.version());
        boolean wins = order > 0 || order == 0 && text(field.json()).compareTo(text(present.json())) > 0;
        String other = wins ? present.json() : field.json();
        Version version = wins ? present.version() : field.version();
        return id(other).map(part -> new Change.Field(TOLD + part + "]", "true", version));
    }

    private boolean isPart(String path) {
        return state.key().type() == ResourceType.ENCOUNTER
                ? path.equals(Change.ACCOUNT)
                : path.equals("encounter") || path.equals("context");
    }

    private static String text(@Nullable String json) {
        return json == null ? "" : json;
    }

    /** Whether it was filed under more than one patient, visit or account. */
    boolean isSeveral() {
        return !state.fieldsUnder(NAMED).isEmpty() || !state.fieldsUnder(TOLD).isEmpty();
    }

    /** All patients it was ever filed under. */
    Set<UUID> names() {
        Set<UUID> names = new TreeSet<>();
        state.owner().ifPresent(names::add);
        state.fieldsUnder(NAMED).keySet().forEach(path -> names.add(nameOf(path)));
        return names;
    }

    /** All patients that a change names: those too that the state it follows from was filed under. */
    static Set<UUID> names(Change change) {
        Set<UUID> names = new TreeSet<>();
        change.patient().ifPresent(names::add);
        for (Change.Field field : change.fields()) {
            if (field.path().startsWith(NAMED)) {
                names.add(nameOf(field.path()));
            }
        }
        return names;
    }

    private static UUID nameOf(String path) {
        return UUID.fromString(path.substring(NAMED.length(), path.length() - 1));
    }

    /** The visit and account, as the newest message names them. */
    Filed filed() {
        return switch (state.key().type()) {
            case ENCOUNTER -> new Filed(Set.of(state.key().id()), set(account()), false);
            case ACCOUNT -> new Filed(Set.of(), Set.of(state.key().id()), false);
            default -> new Filed(set(visit()), Set.of(), true);
        };
    }

    /** All visits and accounts that any message ever named. */
    Filed ever() {
        Filed filed = filed();
        Set<UUID> told = new TreeSet<>();
        state.fieldsUnder(TOLD).keySet().forEach(path -> told.add(UUID.fromString(HiddenFacts.key(path))));
        if (told.isEmpty()) {
            return filed;
        }
        told.addAll(filed.ofVisit() ? filed.visits() : filed.accounts());
        return filed.ofVisit() ? new Filed(told, filed.accounts(), true) : new Filed(filed.visits(), told, false);
    }

    /** All accounts of an Encounter that any message ever named, with when that was said last. */
    Map<UUID, Version> accounts() {
        Map<UUID, Version> accounts = new TreeMap<>();
        state.fieldsUnder(TOLD)
                .forEach((path, entry) -> accounts.put(UUID.fromString(HiddenFacts.key(path)), entry.version()));
        account()
                .ifPresent(account -> accounts.put(
                        account,
                        Objects.requireNonNull(state.fields().get(Change.ACCOUNT))
                                .version()));
        return accounts;
    }

    private static Set<UUID> set(Optional<UUID> id) {
        return id.map(Set::of).orElse(Set.of());
    }

    /** The visit that the newest message names. */
    Optional<UUID> visit() {
        return reference("encounter").or(() -> reference("context"));
    }

    /** The account that the newest message names. */
    private Optional<UUID> account() {
        return reference(Change.ACCOUNT);
    }

    private Optional<UUID> reference(String path) {
        return id(state.find(path).orElse(null));
    }

    /** The id at the end of {@code {"reference":"Type/id"…}}. */
    private static Optional<UUID> id(@Nullable String json) {
        if (json == null || !json.startsWith("{\"reference\":\"")) {
            return Optional.empty();
        }
        int slash = json.indexOf('/');
        return slash > 0 && json.length() > slash + ID_LENGTH
                ? Optional.of(UUID.fromString(json.substring(slash + 1, slash + 1 + ID_LENGTH)))
                : Optional.empty();
    }
}
