package io.caravan.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.caravan.fold.Change;
import io.caravan.fold.ResourceKey;
import io.caravan.fold.ResourceState;
import io.caravan.fold.ResourceType;
import io.caravan.fold.Version;
import java.util.List;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class FhirRenderingTest {
    private static final UUID ID = new UUID(0x1234, 0x8001);
    private static final ObjectMapper STRICT = JsonMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final ResourceState state = ResourceState.empty(new ResourceKey(ResourceType.ENCOUNTER, ID));

    @Test
    void pathsBecomeObjectsAndArraysInTheOrderOfTheirNames() {
        set("period.start", "\"2026\"");
        set("class", "{\"code\":\"IMP\"}");
        set("location[b].status", "\"active\"");
        set("location[a].location", "{\"reference\":\"Location/1\"}");
        set("location[a].period.end", "\"2027\"");
        set("identifier[urn:oid:1.2|7]", "{\"value\":\"7\"}");

        assertThat(elements())
                .isEqualTo("\"class\":{\"code\":\"IMP\"},\"identifier\":[{\"value\":\"7\"}],"
                        + "\"location\":[{\"location\":{\"reference\":\"Location/1\"},\"period\":{\"end\":\"2027\"}},"
                        + "{\"status\":\"active\"}],\"period\":{\"start\":\"2026\"}");
    }

    @Test
    void thePatientIsTheSubjectWhateverAFieldSays() {
        state.assign(new UUID(0, 7));
        set("subject", "{\"reference\":\"Patient/other\"}");

        assertThat(elements()).isEqualTo("\"subject\":{\"reference\":\"Patient/" + new UUID(0, 7) + "\"}");
    }

    @Test
    void hiddenClearedAndEmptyFieldsAreNotWritten() {
        set("#event[a]", "\"A01\"");
        state.apply(new Change.Field("period.end", null, new Version(1, 1, 0)));
        set("a", "{}");
        set("b", "[]");
        set("c", "\"\"");
        set("d", "null");

        assertThat(elements()).isEmpty();
    }

    @Test
    void anElementSetAsAWholeIsNotWrittenInPartsAgain() {
        set("period", "{\"start\":\"2026\"}");
        set("period.end", "\"2027\"");
        set("periodX", "1");
        set("period[k]", "2");
        set("location[a]", "{\"status\":\"active\"}");
        set("location[a].status", "\"planned\"");

        assertThat(elements())
                .isEqualTo("\"location\":[{\"status\":\"active\"}],\"period\":{\"start\":\"2026\"},\"periodX\":1");
    }

    @Test
    void aKeyMayHoldBracketsAndDots() {
        set("identifier[a]b|1]", "{\"value\":\"1\"}");
        set("identifier[a.b[c|2]", "{\"value\":\"2\"}");
        set("identifier[a]x].use", "\"old\"");

        assertThat(elements()).isEqualTo("\"identifier\":[{\"value\":\"2\"},{\"value\":\"1\"},{\"use\":\"old\"}]");
    }

    @Test
    void derivedElementsStandAmongTheOthers() {
        set("#event[a]", "\"A03\"");
        set("class", "1");
        String json = new FhirRendering((from, elements) -> elements.put("status", "\"finished\"")).render(state);

        assertThat(json).endsWith("\"class\":1,\"status\":\"finished\"}");
    }

    @Property
    void whateverThePathsAreTheResultIsJsonWithoutDoubles(@ForAll("paths") List<String> paths)
            throws JsonProcessingException {
        ResourceState any = ResourceState.empty(new ResourceKey(ResourceType.PATIENT, ID));
        for (String path : paths) {
            any.apply(new Change.Field(path, "\"v\"", new Version(1, 1, 0)));
        }

        assertThat(STRICT.readTree(new FhirRendering(DerivedFields.none()).render(any))
                        .isObject())
                .isTrue();
    }

    @Provide
    Arbitrary<List<String>> paths() {
        return Arbitraries.of(
                        "a",
                        "a.b",
                        "a.b.c",
                        "aB",
                        "ab[1]",
                        "ab[1].c",
                        "ab[1].d.e",
                        "ab[2]",
                        "ab[x].c",
                        "b.c[1]",
                        "b.c[1].d",
                        "b.d",
                        "_a",
                        "#h",
                        "#h[1]")
                .list()
                .ofMaxSize(12);
    }

    private void set(String path, String json) {
        state.apply(new Change.Field(path, json, new Version(1, 1, 0)));
    }

    private String elements() {
        String json = new FhirRendering(DerivedFields.none()).render(state);
        String head = "{\"resourceType\":\"Encounter\",\"id\":\"" + ID + "\"";
        assertThat(json).startsWith(head).endsWith("}");
        String rest = json.substring(head.length(), json.length() - 1);
        return rest.isEmpty() ? "" : rest.substring(1);
    }
}
