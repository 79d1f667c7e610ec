package io.caravan.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.caravan.message.DataClass;
import io.caravan.window.BulkWork;
import io.caravan.window.Phase;
import io.caravan.window.PlanReader;
import io.caravan.window.PlanSource;
import io.caravan.window.Schedule;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a scheduler reads of nights in which the clocks change. */
class PreviewJsonTest {
    private static final BulkWork WORK = new BulkWork(Phase.BACKFILL, DataClass.ADT, "north");

    @Test
    void aNightWithAnHourMoreIsMarkedAtItsDayAndItsOpening() {
        JsonNode json = preview("Mon-Sun 22:00-06:00", "2026-10-24T11:00:00Z");

        assertThat(json.path("days").path(1).path("mark").asText()).isEqualTo("this day has 25 h: the clocks go back");
        JsonNode night = json.path("openings").path(0);
        assertThat(night.path("mark").asText()).isEqualTo("9 h instead of 8 h: the clocks go back");
        assertThat(night.path("fromLocal").asText()).isEqualTo("Sat 24 Oct 22:00");
        assertThat(night.path("toLocal").asText()).isEqualTo("Sun 06:00");
        assertThat(night.path("utc").asText()).isEqualTo("20:00Z");
        assertThat(night.path("cause").asText()).startsWith("window nights opens Mon-Sun");
        assertThat(json.path("openings").path(1).path("mark").asText()).isEmpty();
    }

    @Test
    void aNightWithAnHourLessIsMarkedAndWhatTheClocksSkipIsNamed() {
        JsonNode json = preview("[Mon-Sun 22:00-06:00, Mon-Sun 02:10-02:50]", "2026-03-28T11:00:00Z");

        assertThat(json.path("openings").path(0).path("mark").asText())
                .isEqualTo("7 h instead of 8 h: the clocks go forward");
        assertThat(json.path("days").path(1).path("cells").asText())
                .isEqualTo("####  ######" + ".".repeat(32) + "####");
        assertThat(json.path("notes").path(0).asText())
                .isEqualTo("* 2026-03-29 02:10-02:50 of window nights is not: the clocks skip it");
    }

    @Test
    void aYearHasARowForEachDay() {
        JsonNode json = new PreviewJson(schedule("Mon-Sun 22:00-06:00"), Instant.parse("2026-03-28T11:00:00Z"), 400, 10)
                .of(WORK, "backfill of adt");

        assertThat(json.path("days")).hasSize(400);
    }

    private static JsonNode preview(String open, String now) {
        return new PreviewJson(schedule(open), Instant.parse(now), 2, 10).of(WORK, "backfill of adt");
    }

    private static Schedule schedule(String open) {
        String text = "windows:\n  nights:\n    zone: Europe/Berlin\n    open: " + open + "\n";
        return new Schedule(PlanReader.plan(new PlanSource(text, Map.of())), List.of(), Optional.empty());
    }
}
