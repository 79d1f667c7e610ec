package io.caravan.route;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.caravan.message.DataClass;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import org.apache.camel.dsl.yaml.YamlRoutesBuilderLoader;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The guards of the shipped route files: Camel's own schema, our conventions, our check. */
class RouteFilesTest {
    private static JsonSchema schema;

    @BeforeAll
    static void readSchema() throws Exception {
        try (InputStream in = YamlRoutesBuilderLoader.class.getResourceAsStream("/schema/camelYamlDsl.json")) {
            schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V4).getSchema(in);
        }
    }

    private static Path file(DataClass dataClass) {
        return Site.ROUTES.resolve(dataClass.label() + ".camel.yaml");
    }

    @ParameterizedTest
    @EnumSource
    void fitsTheSchemaOfCamelsYaml(DataClass dataClass) throws Exception {
        JsonNode routes = new ObjectMapper(new YAMLFactory()).readTree(Files.readString(file(dataClass)));

        assertThat(schema.validate(routes)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void isWrittenAsKaotoWritesIt(DataClass dataClass) throws Exception {
        String text = Files.readString(file(dataClass));
        JsonNode routes = new ObjectMapper(new YAMLFactory()).readTree(text);

        assertThat(text.lines().count()).as("lines").isLessThan(120);
        assertThat(text).as("comments, which Kaoto drops").doesNotContain("#");
        for (JsonNode item : routes) {
            JsonNode route = item.get("route");
            assertThat(route.path("description").asText())
                    .as(route.path("id").asText())
                    .isNotBlank();
            assertThat(route.path("id").asText()).startsWith(dataClass.label());
            for (JsonNode step : route.path("from").path("steps")) {
                assertThat(step.elements().next().path("id").asText())
                        .as("every step has an id: %s", step)
                        .isNotBlank();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void showsItsThrottleAndItsDeadLetters(DataClass dataClass) throws Exception {
        assertThat(Files.readString(file(dataClass)))
                .contains("throttle:")
                .contains("deadLetterUri: deadletter:" + dataClass.label());
    }

    @Test
    void passTheCheck() {
        assertThat(new RouteCheck(Site.settings(Site.ROUTES), Site.knowledge(), InstantSource.system()).check())
                .isEmpty();
    }
}
