package io.caravan.alert;

import io.caravan.message.DataClass;
import java.time.Instant;
import java.util.Optional;

/**
 * Something somebody must look at; holds no patient data.
 *
 * @param kind stable code, e.g. {@code feed-silent}
 * @param subject tells alerts of a kind apart; may be empty
 * @param text one sentence: what, since when, what to do
 * @param count how often it was raised while open
 * @param acknowledged who has seen it, and what that person wrote
 */
public record Alert(
        long id,
        String kind,
        Optional<DataClass> dataClass,
        String subject,
        String text,
        Instant openedAt,
        Instant lastSeen,
        int count,
        Optional<Instant> resolvedAt,
        Optional<Acknowledged> acknowledged) {

    /** Somebody has seen the alert. It stays open until its reason is gone. */
    public record Acknowledged(Instant at, String by, String note) {}
}
