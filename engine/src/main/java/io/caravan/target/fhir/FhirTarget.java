package io.caravan.target.fhir;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.caravan.target.Target;
import io.caravan.target.WriteResult;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Writes to a FHIR R4 server. Ids are ours, so that a PUT creates or replaces and can be repeated. Resources go in batches, a
 * patient's before what refers to it, and each entry's own answer counts.
 *
 * <p>The server's version of what this process has written is remembered and given as {@code If-Match}; a version that is not
 * known is not asked for, and where it proves wrong the resource is read and written once more. An older version that comes
 * after a newer one is not sent.
 */
public final class FhirTarget implements Target {
    private static final int MAX_REMEMBERED = 200_000;
    private final FhirSettings settings;
    private final FhirHttp http;
    private final Cache<UUID, Seen> seen =
            Caffeine.newBuilder().maximumSize(MAX_REMEMBERED).build();

    /** What this process last wrote of a resource. */
    private record Seen(int version, Optional<String> etag) {}

    /** Does not connect yet. */
    public FhirTarget(FhirSettings settings, InstantSource clock) {
        this.settings = settings;
        this.http = new FhirHttp(settings, clock);
    }

    @Override
    public List<WriteResult> write(List<Delivery> deliveries) {
        Map<Delivery, WriteResult> results = new HashMap<>();
        List<Delivery> ordered = deliveries.stream()
                .filter(delivery -> !isOutdated(delivery, results))
                .sorted(order())
                .toList();
        for (int from = 0; from < ordered.size(); from += settings.bundleEntries()) {
            List<Delivery> part = ordered.subList(from, Math.min(ordered.size(), from + settings.bundleEntries()));
            List<Answer> answers = send(part);
            for (int i = 0; i < part.size(); i++) {
                results.put(part.get(i), remembered(part.get(i), answers.get(i)));
            }
        }
        List<WriteResult> inOrder = new ArrayList<>(deliveries.size());
        for (Delivery delivery : deliveries) {
            WriteResult result = results.get(delivery);
            inOrder.add(result == null ? Answer.none("not-sent").result() : result);
        }
        return inOrder;
    }

    @Override
    public Comparator<Delivery> order() {
        return Comparator.comparingInt(FhirTarget::rank);
    }

    @Override
    public int callEntries() {
        return settings.bundleEntries();
    }

    @Override
    public String problem() {
        Answer answer = http.get("metadata");
        if (answer.isDone()) {
            return "";
        }
        return settings + " does not tell its metadata (" + (answer.status() == 0 ? answer.trouble() : answer.status())
                + "); check the address, the token and the server";
    }

    @Override
    public void close() {
        seen.invalidateAll();
    }

    /** Something newer of the same resource is there already. */
    private boolean isOutdated(Delivery delivery, Map<Delivery, WriteResult> results) {
        Seen last = seen.getIfPresent(delivery.id());
        boolean outdated = last != null && last.version() > delivery.version();
        if (outdated) {
            results.put(delivery, new WriteResult.Written());
        }
        return outdated;
    }

    /** Servers that check references want what is referred to first: the types stand in that order, but for these. */
    private static int rank(Delivery delivery) {
        return switch (delivery.type()) {
            case PATIENT, LOCATION, PRACTITIONER, ACCOUNT -> 0;
            case ENCOUNTER, RELATED_PERSON -> 1;
            case SERVICE_REQUEST, SPECIMEN, MEDICATION_REQUEST, BINARY -> 2;
            case ALLERGY_INTOLERANCE,
                    CONDITION,
                    OBSERVATION,
                    COVERAGE,
                    MEDICATION_ADMINISTRATION,
                    MEDICATION_DISPENSE -> 3;
            case DIAGNOSTIC_REPORT -> 4;
            case PROVENANCE, ALLERGY_LIST, MEDICATION_LIST, RESULT_LINK, SNAPSHOT_LIST -> 5;
        };
    }

    private List<Answer> send(List<Delivery> part) {
        if (part.size() > 1) {
            Answer whole = http.post(BatchBundle.of(part, this::etag));
            Optional<List<Answer>> answers = BatchBundle.answers(whole, part.size());
            if (answers.isPresent()) {
                return settled(part, answers.get());
            }
            if (!whole.isDone() && !whole.isRefusal()) {
                return part.stream().map(any -> whole).toList();
            }
            // The batch as such was refused, or its answer is of no use: which entry is at fault shows one by one.
        }
        List<Answer> answers = new ArrayList<>(part.size());
        for (Delivery delivery : part) {
            answers.add(settled(delivery, http.put(delivery.reference(), delivery.json(), etag(delivery))));
        }
        return answers;
    }

    private List<Answer> settled(List<Delivery> part, List<Answer> answers) {
        List<Answer> settled = new ArrayList<>(part.size());
        for (int i = 0; i < part.size(); i++) {
            settled.add(settled(part.get(i), answers.get(i)));
        }
        return settled;
    }

    /** On a conflict: what is there now is read for its version, and ours is written once more on top of that. */
    private Answer settled(Delivery delivery, Answer answer) {
        if (!answer.isConflict()) {
            return answer;
        }
        Answer present = http.get(delivery.reference());
        boolean gone = present.status() == 404 || present.status() == 410;
        if (!present.isDone() && !gone) {
            return present.isRefusal() ? answer : present;
        }
        return http.put(delivery.reference(), delivery.json(), gone ? Optional.empty() : present.etag());
    }

    private WriteResult remembered(Delivery delivery, Answer answer) {
        if (answer.isDone()) {
            seen.put(delivery.id(), new Seen(delivery.version(), answer.etag()));
        } else if (answer.isConflict()) {
            seen.invalidate(delivery.id());
        }
        return answer.result();
    }

    private Optional<String> etag(Delivery delivery) {
        Seen last = seen.getIfPresent(delivery.id());
        return last == null ? Optional.empty() : last.etag();
    }
}
