package io.caravan.route;

import io.caravan.hl7.AckPolicy;
import io.caravan.hl7.Acknowledgement;
import io.caravan.hl7.Admission;
import io.caravan.hl7.Hl7Message;
import io.caravan.hl7.MessageHead;
import io.caravan.hl7.Problem;
import io.caravan.map.MappingContext;
import io.caravan.map.MessageMapper;
import io.caravan.map.SourceTimes;
import io.caravan.message.Rejected;
import io.caravan.message.SourceDeclaration;
import io.caravan.message.SourceDeclaration.ErrorPolicy;
import java.util.Optional;
import java.util.OptionalLong;

/** What is known of one source: how its messages are read, admitted and answered. */
final class Desk {
    private final MappingContext context;
    private final MessageMapper mapper;
    private final AckPolicy policy;
    private final Acknowledgement acknowledgement;
    private final SourceTimes times;

    Desk(MappingContext context, MessageMapper mapper, Acknowledgement acknowledgement) {
        this.context = context;
        this.mapper = mapper;
        this.policy = new AckPolicy(context.source());
        this.acknowledgement = acknowledgement;
        this.times = new SourceTimes(context.source().zone());
    }

    SourceDeclaration source() {
        return context.source();
    }

    Acknowledgement acknowledgement() {
        return acknowledgement;
    }

    MessageHead head(byte[] payload) {
        return MessageHead.read(payload, context.source());
    }

    Admission admit(MessageHead head) {
        return policy.admit(head);
    }

    /** @throws Rejected when bytes and character set do not go together */
    Hl7Message decode(byte[] payload) {
        return Hl7Message.read(payload, context.source().charset());
    }

    /** When it happened at the sender: EVN-2, else MSH-7. */
    OptionalLong eventMicros(Hl7Message message) {
        OptionalLong recorded = times.micros(message.first("EVN").text(2));
        return recorded.isPresent() ? recorded : times.micros(message.msh().text(7));
    }

    /** What its sender has to repair, for a source that repairs its messages itself; for others nothing is looked at. */
    Optional<Problem> contentProblem(byte[] payload) {
        if (context.source().errorPolicy() != ErrorPolicy.SOURCE_OWNS) {
            return Optional.empty();
        }
        try {
            mapper.map(decode(payload), context);
            return Optional.empty();
        } catch (Rejected e) {
            return Optional.of(Problem.of(e));
        } catch (RuntimeException defectOfOurs) {
            return Optional.empty();
        }
    }
}
