package io.caravan.ledger;

import io.caravan.deadletter.Failure;
import io.caravan.fold.ResourceKey;
import io.caravan.fold.Version;
import java.util.List;
import java.util.Optional;

/**
 * What a record would do if it were folded now. Holds patient data, but for outcome, failure, and the names of elements.
 *
 * @param failure why it would be a dead letter
 * @param effects the resources that it names, and those that would change with them
 * @param refiled resources beside these that would follow a merge to another patient
 */
public record Preview(Outcome outcome, Optional<Failure> failure, List<Effect> effects, int refiled) {

    public Preview {
        effects = List.copyOf(effects);
    }

    /** A record that never comes to be folded. */
    public static Preview failed(Failure failure) {
        return new Preview(Outcome.DEAD_LETTERED, Optional.of(failure), List.of(), 0);
    }

    /**
     * What becomes of one resource.
     *
     * @param after the same as {@code before} where the target would be left as it is
     */
    public record Effect(ResourceKey key, Body before, Body after, List<Field> fields) {
        public Effect {
            fields = List.copyOf(fields);
        }

        /** Whether the target would hold something else. */
        public boolean changes() {
            return !before.equals(after);
        }

        /** Without its content: that is patient data. */
        @Override
        public String toString() {
            return key.type().fhirName() + " " + before.version() + " -> " + after.version() + " " + fields;
        }
    }

    /**
     * @param version 0 = not there
     * @param json empty where it is not there
     */
    public record Body(int version, String json) {
        static final Body NONE = new Body(0, "");

        /** Without its content: that is patient data. */
        @Override
        public String toString() {
            return "version " + version;
        }
    }

    /** What happens to an element. */
    public enum Kind {
        /** It would hold another value. */
        SET,
        /** The record says something of it, and something newer stands. */
        SUPERSEDED,
        /** It holds what the record says; something newer may have said it, too. */
        UNCHANGED
    }

    /**
     * @param element FHIR element, without the keys of lists: {@code name.family}
     * @param before JSON; empty where nothing stands
     * @param after what would stand; where superseded what the record says. JSON, empty where nothing would
     * @param standing the version of what stands, where that is newer than the record
     */
    public record Field(
            Kind kind, String element, Optional<String> before, Optional<String> after, Optional<Version> standing) {

        /** Without its values: they are patient data. */
        @Override
        public String toString() {
            return kind + " " + element;
        }
    }
}
