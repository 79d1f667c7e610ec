package io.caravan.hl7;

import java.util.Optional;

/**
 * What is to be done with a message before anyone looks into its content.
 *
 * @param code the answer: for {@link Verdict#TAKE} once it is in custody, else at once
 * @param problem what the answer tells
 */
public record Admission(Verdict verdict, AckCode code, Optional<Problem> problem) {

    /** Who keeps the message. */
    public enum Verdict {
        /** Into the journal; answered when it is there. */
        TAKE,
        /** Not ours: answered, counted, not kept. */
        REFUSE,
        /** Nothing that can be read: into the journal and the dead letters, and refused. */
        QUARANTINE,
        /** An answer to something: neither answered nor kept. */
        IGNORE
    }

    static Admission take() {
        return new Admission(Verdict.TAKE, AckCode.AA, Optional.empty());
    }

    static Admission ignore() {
        return new Admission(Verdict.IGNORE, AckCode.AA, Optional.empty());
    }

    static Admission refuse(Problem problem) {
        return new Admission(Verdict.REFUSE, AckCode.AR, Optional.of(problem));
    }

    static Admission quarantine(Problem problem) {
        return new Admission(Verdict.QUARANTINE, AckCode.AR, Optional.of(problem));
    }
}
