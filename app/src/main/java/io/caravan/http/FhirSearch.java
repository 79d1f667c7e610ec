package io.caravan.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.caravan.fold.ResourceType;
import io.caravan.ledger.ResourceStore;
import io.caravan.ledger.ResourceStore.Stored;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/**
 * One search. A parameter that it does not know is refused rather than ignored: ignoring it would answer with records nobody
 * asked for.
 *
 * @param after paging: exclusive lower bound of the id
 */
record FhirSearch(
        ResourceType type,
        Optional<String> identifier,
        Optional<UUID> patient,
        Set<String> statuses,
        Optional<UUID> after,
        int count) {

    private static final int USUAL_COUNT = 50;
    private static final int MAX_COUNT = 500;
    private static final Set<String> KNOWN = Set.of(
            "identifier", "patient", "subject", "status", "_id", "_count", "_after", "_format", "_pretty", "_total");
    private static final ObjectMapper JSON = new ObjectMapper();

    record Found(List<Stored> matches, boolean more) {}

    static FhirSearch of(ResourceType type, Context context) {
        for (String name : context.queryParamMap().keySet()) {
            if (!KNOWN.contains(name)) {
                throw new Problem(
                        400,
                        "not-supported",
                        "The search parameter " + name.replaceAll("[^A-Za-z_:.-]", "")
                                + " is not supported; known are identifier, patient, subject, status, _id, _count");
            }
        }
        Optional<String> patient = text(context, "patient").or(() -> text(context, "subject"));
        return new FhirSearch(
                type,
                text(context, "identifier").map(FhirSearch::token),
                patient.map(reference -> uuid(reference.substring(reference.lastIndexOf('/') + 1))),
                text(context, "status")
                        .map(list -> Set.copyOf(Arrays.asList(list.split(","))))
                        .orElse(Set.of()),
                text(context, "_after").map(FhirSearch::uuid),
                text(context, "_count").map(FhirSearch::count).orElse(USUAL_COUNT));
    }

    /** Reads pages of the store until this page is full: whether a status fits is seen only after opening. */
    Found run(ResourceStore store) {
        List<Stored> matches = new ArrayList<>();
        Optional<UUID> from = after;
        while (true) {
            List<Stored> page = store.search(type, identifier, patient, from, count + 1);
            for (Stored stored : page) {
                if (fits(stored)) {
                    if (matches.size() == count) {
                        return new Found(matches, true);
                    }
                    matches.add(stored);
                }
            }
            if (page.size() <= count) {
                return new Found(matches, false);
            }
            from = Optional.of(page.get(page.size() - 1).id());
        }
    }

    /** The names of the criteria, for the audit: their values are patient data. */
    String criteria() {
        Set<String> names = new TreeSet<>();
        identifier.ifPresent(value -> names.add("identifier"));
        patient.ifPresent(value -> names.add("patient"));
        if (!statuses.isEmpty()) {
            names.add("status");
        }
        return type.fhirName() + "?" + String.join("&", names);
    }

    private boolean fits(Stored stored) {
        if (statuses.isEmpty()) {
            return true;
        }
        try {
            return statuses.contains(JSON.readTree(stored.json()).path("status").asText());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stored resource is not JSON");
        }
    }

    private static Optional<String> text(Context context, String name) {
        return Optional.ofNullable(context.queryParam(name)).filter(text -> !text.isBlank());
    }

    private static String token(String text) {
        int bar = text.indexOf('|');
        if (bar <= 0 || bar == text.length() - 1) {
            throw Problem.badRequest(
                    "Give the identifier as system|value: the same number of two systems is two things");
        }
        return text;
    }

    static UUID uuid(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw Problem.badRequest("A logical id is a UUID");
        }
    }

    private static int count(String text) {
        long count = Answers.id(text);
        if (count < 1) {
            throw Problem.badRequest("_count is from 1 to " + MAX_COUNT);
        }
        return (int) Math.min(count, MAX_COUNT);
    }
}
