package io.caravan.hl7;

import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes the answer to a message from its head, bytes in and bytes out: what is copied leaves in the sender's character set.
 * MSH-15 and MSH-16 decide on the mode, and whether an answer is wanted at all. In ERR go codes and a place, never a value.
 */
public final class Acknowledgement {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuuMMddHHmmss.SSSxx");
    private static final Pattern PLACE =
            Pattern.compile("([A-Z][A-Z0-9]{2})(?:\\[(\\d{1,4})])?(?:-(\\d{1,3})(?:\\.(\\d{1,3}))?)?");
    private static final Set<String> CONDITIONS = Set.of("AL", "NE", "SU", "ER");
    private static final Set<String> ASKING = Set.of("AL", "SU", "ER");
    private static final Set<String> ACKNOWLEDGEMENTS = Set.of("ACK", "MCF");

    private final InstantSource clock;
    private final Supplier<String> ids;
    private final ZoneId zone;

    /**
     * @param ids gives each answer its own MSH-10, at most 20 characters
     * @param zone of MSH-7, the source's
     */
    public Acknowledgement(InstantSource clock, Supplier<String> ids, ZoneId zone) {
        this.clock = clock;
        this.ids = ids;
        this.zone = zone;
    }

    /** Whether the message is itself an answer: that is never answered. */
    public static boolean isAnswer(MessageHead head) {
        return ACKNOWLEDGEMENTS.contains(head.type());
    }

    /**
     * The answer to be sent on the connection of the message; empty where its sender wants none. Where the sender wants both an
     * accept and an application acknowledgement this is the accept acknowledgement.
     */
    public Optional<byte[]> answer(MessageHead head, AckCode code, Optional<Problem> problem) {
        return answer(head, code, problem, OptionalLong.empty());
    }

    /** @param expected MSA-4: the number that the next message must have, where the sender numbers them; -1 = any */
    public Optional<byte[]> answer(MessageHead head, AckCode code, Optional<Problem> problem, OptionalLong expected) {
        if (isAnswer(head)) {
            return Optional.empty();
        }
        return wanted(head, code).map(word -> write(head, word, problem, expected));
    }

    /**
     * The answer to a message that is in custody. An accept acknowledgement says so and no more, whatever is wrong with the
     * content: that is for the application acknowledgement. Where an accept acknowledgement is asked for errors only, the
     * application acknowledgement comes at once: its sender would wait for the target otherwise.
     */
    public Optional<byte[]> taken(MessageHead head, AckCode code, Optional<Problem> problem, OptionalLong expected) {
        if (isAnswer(head) || !ASKING.contains(head.acceptCondition())) {
            return answer(head, code, problem, expected);
        }
        if (holds(head.acceptCondition(), true)) {
            return Optional.of(write(head, AckCode.AA.commit(), Optional.empty(), expected));
        }
        return holds(head.applicationCondition(), code == AckCode.AA)
                ? Optional.of(write(head, code.name(), problem, expected))
                : Optional.empty();
    }

    /** Whether the sender waits for an application acknowledgement of its own after the accept acknowledgement. */
    public static boolean isDeferred(MessageHead head) {
        return !isAnswer(head)
                && !head.isBatch()
                && holds(head.acceptCondition(), true)
                && ASKING.contains(head.applicationCondition());
    }

    /** The application acknowledgement that {@link #isDeferred}: what became of the message; empty where not asked for. */
    public Optional<byte[]> deferred(MessageHead head, AckCode code, Optional<Problem> problem) {
        return isDeferred(head) && holds(head.applicationCondition(), code == AckCode.AA)
                ? Optional.of(write(head, code.name(), problem, OptionalLong.empty()))
                : Optional.empty();
    }

    /**
     * The answer to a batch: its messages' answers in their order, in a batch of their own that names the one answered; empty
     * where no message wanted an answer.
     *
     * @param batch as received
     */
    public Optional<byte[]> batch(byte[] batch, List<byte[]> answers) {
        if (answers.isEmpty()) {
            return Optional.empty();
        }
        BatchHeader asked = BatchHeader.find(batch);
        char separator = (char) asked.separator();
        String delimiters = asked.field(2).isEmpty() ? "^~\\&" : asked.field(2);
        StringBuilder out = new StringBuilder(256 * (answers.size() + 1));
        out.append("BHS").append(separator).append(delimiters).append(separator);
        out.append(asked.field(5)).append(separator).append(asked.field(6)).append(separator);
        out.append(asked.field(3)).append(separator).append(asked.field(4)).append(separator);
        out.append(TIME.format(clock.instant().atZone(zone)));
        out.append(String.valueOf(separator).repeat(4)).append(ids.get());
        out.append(separator).append(asked.field(11)).append('\r');
        answers.forEach(answer -> out.append(new String(answer, StandardCharsets.ISO_8859_1)));
        out.append("BTS").append(separator).append(answers.size()).append('\r');
        return Optional.of(out.toString().getBytes(StandardCharsets.ISO_8859_1));
    }

    /**
     * The code to answer with, by the table of the enhanced mode; empty for silence. Conditions that the standard does not know
     * are as good as none: a sender that waits in vain stops.
     */
    private static Optional<String> wanted(MessageHead head, AckCode code) {
        String accept = head.acceptCondition();
        String application = head.applicationCondition();
        if (!CONDITIONS.contains(accept) && !CONDITIONS.contains(application)) {
            return Optional.of(code.name());
        }
        boolean success = code == AckCode.AA;
        if (holds(accept, success)) {
            return Optional.of(code.commit());
        }
        return holds(application, success) ? Optional.of(code.name()) : Optional.empty();
    }

    private static boolean holds(String condition, boolean success) {
        return switch (condition) {
            case "AL" -> true;
            case "SU" -> success;
            case "ER" -> !success;
            default -> false;
        };
    }

    private byte[] write(MessageHead head, String code, Optional<Problem> problem, OptionalLong expected) {
        StringBuilder out = new StringBuilder(256);
        char separator = head.fieldSeparator();
        header(out, head);
        out.append("MSA").append(separator).append(code).append(separator);
        // The number of a batch's first message is not the batch's.
        out.append(head.isBatch() ? "" : head.controlId());
        expected.ifPresent(number -> out.append(separator).append(separator).append(number));
        out.append('\r');
        problem.ifPresent(found -> error(out, head, found));
        return out.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private void header(StringBuilder out, MessageHead head) {
        char separator = head.fieldSeparator();
        String delimiters = head.isAbsent() || head.raw(2).isEmpty() ? "^~\\&" : head.raw(2);
        out.append("MSH").append(separator).append(delimiters).append(separator);
        out.append(head.raw(5)).append(separator).append(head.raw(6)).append(separator);
        out.append(head.raw(3)).append(separator).append(head.raw(4)).append(separator);
        out.append(TIME.format(clock.instant().atZone(zone))).append(separator).append(separator);
        out.append("ACK");
        if (!head.event().isEmpty()) {
            char component = head.componentSeparator();
            out.append(component).append(head.event()).append(component).append("ACK");
        }
        out.append(separator).append(ids.get()).append(separator);
        out.append(head.isAbsent() ? "P" : head.raw(11)).append(separator);
        out.append(head.isAbsent() ? "2.5.1" : head.raw(12));
        if (!head.characterSet().isEmpty()) {
            out.append(String.valueOf(separator).repeat(6)).append(head.characterSet());
        }
        out.append('\r');
    }

    /** ERR of version 2.5 and later; before that it had but one field, place and code together. */
    private static void error(StringBuilder out, MessageHead head, Problem problem) {
        char field = head.fieldSeparator();
        char component = head.componentSeparator();
        Matcher place = PLACE.matcher(problem.place());
        boolean placed = place.matches();
        out.append("ERR").append(field);
        if (isOld(head.version())) {
            char sub = head.subcomponentSeparator();
            out.append(placed ? place(place, component, false) : "" + component + component);
            out.append(component);
            out.append(problem.hl7Code())
                    .append(sub)
                    .append(problem.condition())
                    .append(sub)
                    .append("HL70357");
        } else {
            out.append(field)
                    .append(placed ? place(place, component, true) : "")
                    .append(field);
            out.append(problem.hl7Code()).append(component).append(problem.condition());
            out.append(component)
                    .append("HL70357")
                    .append(field)
                    .append('E')
                    .append(field)
                    .append(problem.code());
        }
        out.append('\r');
    }

    private static String place(Matcher place, char component, boolean withComponent) {
        String field = place.group(3) == null ? "" : place.group(3);
        String part = place.group(4) == null ? "" : place.group(4);
        StringBuilder out = new StringBuilder(place.group(1)).append(component);
        out.append(place.group(2) == null ? "1" : place.group(2));
        if (!withComponent) {
            return out.append(component).append(field).toString();
        }
        if (!field.isEmpty()) {
            out.append(component).append(field);
        }
        if (!part.isEmpty()) {
            out.append(component).append('1').append(component).append(part);
        }
        return out.toString();
    }

    /** Versions 2.1 to 2.4. */
    private static boolean isOld(String version) {
        return version.length() >= 3
                && version.startsWith("2.")
                && version.charAt(2) >= '1'
                && version.charAt(2) <= '4';
    }
}
