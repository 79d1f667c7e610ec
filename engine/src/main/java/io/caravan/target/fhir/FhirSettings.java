package io.caravan.target.fhir;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;

/**
 * How a FHIR server is written to.
 *
 * @param base e.g. {@code https://ehr.example.org/fhir}
 * @param authorization the header sent with each request, where there is one: {@link #basic}, {@link #bearer}
 * @param limit how long one request may take
 * @param bundleEntries resources of one request; 1 = each by a PUT of its own
 */
public record FhirSettings(URI base, Optional<String> authorization, Duration limit, int bundleEntries) {
    public static final Duration DEFAULT_LIMIT = Duration.ofSeconds(30);
    public static final int DEFAULT_BUNDLE_ENTRIES = 50;
    private static final int MAX_BUNDLE_ENTRIES = 500;

    public FhirSettings {
        if (!"http".equals(base.getScheme()) && !"https".equals(base.getScheme())) {
            throw new IllegalArgumentException("The FHIR base " + base + " should begin with https:// or http://");
        }
        if (bundleEntries < 1 || bundleEntries > MAX_BUNDLE_ENTRIES) {
            throw new IllegalArgumentException(
                    "A bundle has " + bundleEntries + " entries; 1 to " + MAX_BUNDLE_ENTRIES + " are right");
        }
    }

    public static String basic(String user, String password) {
        byte[] both = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(both);
    }

    public static String bearer(String token) {
        return "Bearer " + token;
    }

    URI resolve(String path) {
        String text = base.toString();
        String slash = text.endsWith("/") || path.isEmpty() ? "" : "/";
        return URI.create(text + slash + path);
    }

    /** Without the authorization. */
    @Override
    public String toString() {
        return "FHIR server " + base;
    }
}
