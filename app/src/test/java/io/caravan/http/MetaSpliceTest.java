package io.caravan.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.fold.ResourceType;
import io.caravan.ledger.ResourceStore.Stored;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class MetaSpliceTest {
    private static final UUID ID = UUID.fromString("6f0b6a3c-1d5e-5b7a-9c2e-4f6a8b0d1e3f");
    private static final String META = "\"versionId\":\"3\",\"lastUpdated\":\"2026-03-01T12:00:00.123Z\"";

    @Test
    void aResourceWithoutMetaGetsOneAfterItsId() {
        assertThat(splice("{\"resourceType\":\"Patient\",\"id\":\"" + ID + "\",\"gender\":\"male\"}"))
                .isEqualTo("{\"resourceType\":\"Patient\",\"id\":\"" + ID + "\",\"meta\":{" + META
                        + "},\"gender\":\"male\"}");
    }

    @Test
    void metaThatIsThereIsKept() {
        assertThat(splice("{\"resourceType\":\"Patient\",\"id\":\"" + ID + "\",\"meta\":{\"tag\":[]}}"))
                .isEqualTo("{\"resourceType\":\"Patient\",\"id\":\"" + ID + "\",\"meta\":{" + META + ",\"tag\":[]}}");
    }

    @Test
    void theMetaOfAContainedResourceAndOneInTextAreNotIt() {
        String json = "{\"resourceType\":\"Patient\",\"id\":\"" + ID
                + "\",\"contained\":[{\"meta\":{}}],\"text\":\"\\\"meta\\\":{\"}";

        assertThat(splice(json)).startsWith("{\"resourceType\":\"Patient\",\"id\":\"" + ID + "\",\"meta\":{" + META);
    }

    private static String splice(String json) {
        return MetaSplice.splice(
                new Stored(ResourceType.PATIENT, ID, 3, Instant.parse("2026-03-01T12:00:00.123456Z"), json));
    }
}
