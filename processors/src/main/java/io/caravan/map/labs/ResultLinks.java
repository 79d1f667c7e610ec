package io.caravan.map.labs;

import io.caravan.fhir.Json;
import io.caravan.fhir.Reference;
import io.caravan.fold.Change;
import io.caravan.fold.Derivation;
import io.caravan.fold.ResourceKey;
import io.caravan.fold.ResourceState;
import io.caravan.fold.ResourceType;
import io.caravan.fold.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Under one order number: the results that others may have been made from, by code and sub-id, and what each child says of its
 * parent (OBR-26). A child may come first, and does not know what its parent's report was called; so both say what they are
 * here, and whichever comes second makes the link. A child's newest word counts; parents it named before lose it.
 */
public final class ResultLinks implements Derivation {
    private static final String PARENT = "#parent[";
    private static final String CHILD = "#child[";
    private static final String NAMED = "#named[";
    private static final int UUID_LENGTH = 36;

    /** Code and sub-id of a result. */
    static String pointer(String code, String subId) {
        return code.strip() + "|" + subId.strip();
    }

    static void parent(Change.Builder link, String pointer, ResourceKey result) {
        link.set(PARENT + pointer + "]" + result.id(), "true", Version.TIMELESS);
    }

    static void child(Change.Builder link, String pointer, ResourceKey result) {
        link.set(CHILD + result.id(), Json.string(pointer));
        link.set(NAMED + pointer + "]" + result.id(), "true", Version.TIMELESS);
    }

    @Override
    public List<Change> derive(ResourceState link) {
        List<Change> changes = new ArrayList<>();
        for (Map.Entry<String, ResourceState.Entry> named :
                link.fieldsUnder(NAMED).entrySet()) {
            String rest = named.getKey().substring(NAMED.length());
            String pointer = rest.substring(0, rest.length() - UUID_LENGTH - 1);
            String child = rest.substring(rest.length() - UUID_LENGTH);
            ResourceState.Entry said = link.fields().get(CHILD + child);
            if (said != null && said.json() != null) {
                boolean holds = said.json().equals(Json.string(pointer));
                members(link, pointer, child, holds, said, changes);
            }
        }
        return changes;
    }

    private static void members(
            ResourceState link,
            String pointer,
            String child,
            boolean holds,
            ResourceState.Entry said,
            List<Change> changes) {
        ResourceKey member = new ResourceKey(ResourceType.OBSERVATION, UUID.fromString(child));
        for (String path : link.fieldsUnder(PARENT + pointer + "]").keySet()) {
            UUID parent = UUID.fromString(path.substring(path.length() - UUID_LENGTH));
            if (!parent.equals(member.id())) {
                Change.Builder change = Change.of(ResourceType.OBSERVATION, parent, said.version());
                String element = "hasMember[" + child + "]";
                changes.add((holds ? change.set(element, Reference.to(member)) : change.clear(element)).build());
            }
        }
    }
}
