package io.caravan.target.fhir;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** Requests to one FHIR server. Answers with a value whatever happens. Safe for threads. */
final class FhirHttp {
    private static final String FHIR_JSON = "application/fhir+json";
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);
    private final FhirSettings settings;
    private final InstantSource clock;
    private final HttpClient client;

    FhirHttp(FhirSettings settings, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
        // A redirect is not followed: it would carry the token to another host.
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(settings.limit())
                .build();
    }

    Answer get(String path) {
        return send(request(path).GET());
    }

    Answer put(String path, String json, Optional<String> ifMatch) {
        HttpRequest.Builder request = request(path).PUT(body(json));
        ifMatch.ifPresent(etag -> request.header("If-Match", etag));
        return send(request);
    }

    Answer post(String json) {
        return send(request("").POST(body(json)));
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(settings.resolve(path))
                .timeout(settings.limit())
                .header("Accept", FHIR_JSON)
                .header("Prefer", "return=minimal");
        settings.authorization().ifPresent(header -> request.header("Authorization", header));
        return request;
    }

    private static HttpRequest.BodyPublisher body(String json) {
        return BodyPublishers.ofString(json, StandardCharsets.UTF_8);
    }

    private Answer send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response = client.send(
                    request.header("Content-Type", FHIR_JSON + ";charset=utf-8").build(),
                    BodyHandlers.ofString(StandardCharsets.UTF_8));
            return new Answer(
                    response.statusCode(),
                    response.headers().firstValue("ETag"),
                    retryAfter(response.headers().firstValue("Retry-After")),
                    response.body(),
                    "");
        } catch (HttpTimeoutException e) {
            return Answer.none("timeout");
        } catch (IOException e) {
            return Answer.none("connection");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Answer.none("interrupted");
        }
    }

    /** Seconds, or a date. */
    private Duration retryAfter(Optional<String> header) {
        if (header.isEmpty()) {
            return Duration.ZERO;
        }
        Duration pause;
        try {
            pause = Duration.ofSeconds(Long.parseLong(header.get().strip()));
        } catch (NumberFormatException notSeconds) {
            pause = untilDate(header.get().strip());
        }
        if (pause.isNegative()) {
            return Duration.ZERO;
        }
        return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
    }

    private Duration untilDate(String date) {
        try {
            ZonedDateTime until = ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME);
            return Duration.between(clock.instant(), until.toInstant());
        } catch (DateTimeException e) {
            return Duration.ZERO;
        }
    }
}
