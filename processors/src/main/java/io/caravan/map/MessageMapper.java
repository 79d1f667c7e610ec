package io.caravan.map;

import io.caravan.hl7.Hl7Message;

/** Turns one message of a data class into changes. Pure; safe for threads. */
public interface MessageMapper {

    /** @throws io.caravan.message.Rejected where the content cannot go on: it becomes a dead letter */
    Mapped map(Hl7Message message, MappingContext context);
}
