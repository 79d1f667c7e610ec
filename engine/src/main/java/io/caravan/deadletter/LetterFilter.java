package io.caravan.deadletter;

import io.caravan.deadletter.DeadLetter.Cause;
import io.caravan.deadletter.DeadLetter.State;
import io.caravan.message.DataClass;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which letters are meant. What is empty asks for nothing; what is given must all hold.
 *
 * @param states one of them
 * @param signature of its group
 * @param messageType e.g. {@code ADT^A01}
 * @param named by what the letter itself is found
 * @param period when it was first seen
 * @param assignee with whom it is
 */
public record LetterFilter(
        Set<State> states, Signature signature, String messageType, Named named, Period period, String assignee) {

    public static final LetterFilter ALL =
            new LetterFilter(Set.of(), Signature.ANY, "", Named.NOTHING, Period.EVER, "");

    public LetterFilter {
        states = Set.copyOf(states);
    }

    /**
     * @param step receive, decode, parse, map, fold, encrypt, deliver, row: the first word of the place
     * @param place the group's, whole
     * @param group its number; 0 = any
     */
    public record Signature(
            Set<DataClass> classes,
            Set<Cause> causes,
            String code,
            String source,
            String step,
            String place,
            long group) {
        public static final Signature ANY = new Signature(Set.of(), Set.of(), "", "", "", "", 0);

        public Signature {
            classes = Set.copyOf(classes);
            causes = Set.copyOf(causes);
        }

        boolean isAny() {
            return equals(ANY);
        }
    }

    /** Numbers by which a letter can be found. */
    public enum Number {
        PATIENT,
        VISIT,
        ORDER
    }

    /**
     * @param controlId MSH-10
     * @param rowKey keyed hash of the row's key, hexadecimal, as in listings
     * @param numbers in clear: patient data
     */
    public record Named(String controlId, String rowKey, Map<Number, String> numbers) {
        public static final Named NOTHING = new Named("", "", Map.of());

        public Named {
            numbers = Map.copyOf(numbers);
        }

        boolean isNothing() {
            return equals(NOTHING);
        }

        /** Without the numbers: they are patient data. */
        @Override
        public String toString() {
            return "Named[controlId=" + controlId + ", rowKey=" + rowKey + ", numbers=" + numbers.keySet() + "]";
        }
    }

    /** @param since inclusive @param until exclusive */
    public record Period(Optional<Instant> since, Optional<Instant> until) {
        public static final Period EVER = new Period(Optional.empty(), Optional.empty());

        boolean isEver() {
            return equals(EVER);
        }
    }

    public LetterFilter in(State... any) {
        return new LetterFilter(Set.of(any), signature, messageType, named, period, assignee);
    }

    public LetterFilter with(Signature other) {
        return new LetterFilter(states, other, messageType, named, period, assignee);
    }

    public LetterFilter with(Named other) {
        return new LetterFilter(states, signature, messageType, other, period, assignee);
    }

    public LetterFilter with(Period other) {
        return new LetterFilter(states, signature, messageType, named, other, assignee);
    }

    public LetterFilter ofClass(DataClass dataClass) {
        return ofClasses(Set.of(dataClass));
    }

    /** All there are = any; none is not a filter that can be asked for. */
    public LetterFilter ofClasses(Set<DataClass> classes) {
        return with(new Signature(
                classes.size() == DataClass.values().length ? Set.of() : classes,
                signature.causes(),
                signature.code(),
                signature.source(),
                signature.step(),
                signature.place(),
                signature.group()));
    }

    public LetterFilter inGroup(long group) {
        return with(new Signature(
                signature.classes(),
                signature.causes(),
                signature.code(),
                signature.source(),
                signature.step(),
                signature.place(),
                group));
    }

    public LetterFilter ofType(String type) {
        return new LetterFilter(states, signature, type, named, period, assignee);
    }

    public LetterFilter assignedTo(String user) {
        return new LetterFilter(states, signature, messageType, named, period, user);
    }
}
