package io.caravan.map.adt;

import io.caravan.fhir.DerivedFields;
import io.caravan.fhir.PatientLinks;
import io.caravan.fold.ResourceState;
import io.caravan.fold.Version;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a patient's facts add up to: whether it is in use, whether the demographics authority has spoken of it, and which of
 * two elements counts where FHIR allows only one.
 */
public final class PatientStanding implements DerivedFields {
    /** Said by ADT and its database, not by orders, results or the merge of a patient nobody has registered yet. */
    static final String REGISTERED = "#registered";

    /** A29, or a row that is marked as deleted. */
    static final String DELETED = "#deleted";

    /** Its row is gone from the old database; whoever speaks of the patient after that knows better. */
    static final String GONE = "#gone";

    private static final String PROVISIONAL = "{\"tag\":[{\"system\":\"urn:caravan:tag\",\"code\":\"provisional\"}]}";

    private static final String TOMBSTONE = "{\"tag\":[{\"system\":\"urn:caravan:tag\",\"code\":\"deleted\"}]}";

    @Override
    public void addTo(ResourceState state, Map<String, String> elements) {
        boolean replaced =
                state.fieldsUnder(PatientLinks.REPLACED_BY).values().stream().anyMatch(entry -> entry.json() != null);
        boolean deleted = state.find(DELETED).filter("true"::equals).isPresent();
        ResourceState.Entry registered = state.fields().get(REGISTERED);
        boolean gone = isGone(state.fields().get(GONE), registered);
        elements.put("active", replaced || deleted || gone ? "false" : "true");
        if (!replaced && (registered == null || registered.version().rank() < Version.OWNER)) {
            elements.put("meta", PROVISIONAL);
        }
        if (deleted) {
            elements.put("meta", TOMBSTONE);
        }
        if (elements.containsKey("multipleBirthInteger")) {
            elements.remove("multipleBirthBoolean");
        }
        deceased(state, elements);
    }

    private static boolean isGone(ResourceState.@Nullable Entry gone, ResourceState.@Nullable Entry registered) {
        return gone != null && (registered == null || gone.version().compareTo(registered.version()) > 0);
    }

    /** The time tells more than the mere fact, unless "not dead" was said after it. */
    private static void deceased(ResourceState state, Map<String, String> elements) {
        ResourceState.Entry time = state.fields().get("deceasedDateTime");
        ResourceState.Entry flag = state.fields().get("deceasedBoolean");
        if (time == null || time.json() == null || flag == null || flag.json() == null) {
            return;
        }
        boolean revoked = flag.json().equals("false") && flag.version().compareTo(time.version()) > 0;
        elements.remove(revoked ? "deceasedDateTime" : "deceasedBoolean");
    }
}
