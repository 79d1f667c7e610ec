package io.caravan.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Writes the reference of the configuration, and fails when the one in the repository was stale. */
class ReferenceTest {

    @Test
    void theReferenceOfTheConfigurationIsOfThisVersion() throws Exception {
        Path file = Path.of("../docs/reference/configuration.md");
        String present = Files.exists(file) ? Files.readString(file) : "";
        Files.writeString(file, SettingsReference.markdown());

        assertThat(present)
                .as("docs/reference/configuration.md was stale and has been written anew; commit it")
                .isEqualTo(SettingsReference.markdown());
    }
}
