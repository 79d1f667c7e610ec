package io.caravan.alert;

import java.net.URI;
import java.time.Duration;

/**
 * Where alerts are posted.
 *
 * @param limit of one request
 * @param firstPause before a notice that was not taken is posted again; doubles with each attempt
 * @param longestPause between two attempts
 * @param giveUpAfter when a notice is not posted any more
 */
public record WebhookSettings(
        URI url, Duration limit, Duration firstPause, Duration longestPause, Duration giveUpAfter) {

    /** What is usual, for an address. */
    public static WebhookSettings of(URI url) {
        return new WebhookSettings(
                url, Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofMinutes(15), Duration.ofDays(1));
    }
}
