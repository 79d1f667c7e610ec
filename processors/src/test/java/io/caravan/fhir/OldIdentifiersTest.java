package io.caravan.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.fold.Change;
import io.caravan.fold.ResourceKey;
import io.caravan.fold.ResourceState;
import io.caravan.fold.ResourceType;
import io.caravan.fold.Version;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class OldIdentifiersTest {
    private final ResourceState state = ResourceState.empty(new ResourceKey(ResourceType.PATIENT, new UUID(0, 1)));

    @Test
    void theUseOfTheIdentifierItselfBecomesOld() {
        assertThat(shown("{\"use\":\"official\",\"value\":\"1\"}")).isEqualTo("{\"use\":\"old\",\"value\":\"1\"}");
        assertThat(shown("{\"value\":\"a\\\"use\\\":\\\"x\"}"))
                .isEqualTo("{\"use\":\"old\",\"value\":\"a\\\"use\\\":\\\"x\"}");
        assertThat(shown("{\"assigner\":{\"use\":\"usual\"},\"value\":\"1\"}"))
                .isEqualTo("{\"use\":\"old\",\"assigner\":{\"use\":\"usual\"},\"value\":\"1\"}");
    }

    @Test
    void whatThePatientSaysItselfCounts() {
        set(OldIdentifiers.path(new UUID(0, 2), "identifier[k]"), "{\"value\":\"1\"}");
        Map<String, String> elements = new TreeMap<>(Map.of("identifier[k]", "{\"value\":\"own\"}"));

        new OldIdentifiers().addTo(state, elements);

        assertThat(elements).containsOnly(Map.entry("identifier[k]", "{\"value\":\"own\"}"));
    }

    private String shown(String identifier) {
        Map<String, String> elements = new TreeMap<>();
        ResourceState one = state.copy();
        one.apply(new Change.Field(
                OldIdentifiers.path(new UUID(0, 2), "identifier[k]"), identifier, new Version(1, 1, 0)));
        new OldIdentifiers().addTo(one, elements);
        return elements.get("identifier[k]");
    }

    private void set(String path, String json) {
        state.apply(new Change.Field(path, json, new Version(1, 1, 0)));
    }
}
