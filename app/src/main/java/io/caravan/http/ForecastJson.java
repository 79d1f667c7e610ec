package io.caravan.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.caravan.forecast.Finish;
import io.caravan.forecast.FinishText;
import io.caravan.forecast.Forecast;
import io.caravan.forecast.Workload;
import io.caravan.message.DataClass;
import io.caravan.window.Plan;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.TreeMap;

/** The JSON of forecasts. */
final class ForecastJson {
    private final Plan plan;
    private final Instant now;

    /** @param plan whose zones are those of the site */
    ForecastJson(Plan plan, Instant now) {
        this.plan = plan;
        this.now = now;
    }

    ObjectNode of(Forecast forecast) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("at", forecast.at().truncatedTo(ChronoUnit.SECONDS).toString());
        root.put("confidence", Forecast.CONFIDENCE);
        root.set("whole", finish(forecast.whole(), FinishText.zone(plan)));
        ObjectNode classes = root.putObject("classes");
        new TreeMap<>(forecast.classes())
                .forEach((dataClass, finish) -> classes.set(dataClass.label(), finish(finish, dataClass)));
        ArrayNode work = root.putArray("work");
        forecast.outlooks().forEach(outlook -> work.add(outlook(outlook)));
        return root;
    }

    ObjectNode finish(Finish finish, DataClass dataClass) {
        return finish(finish, FinishText.zone(plan, dataClass));
    }

    private ObjectNode outlook(Forecast.Outlook outlook) {
        Workload workload = outlook.workload();
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("phase", workload.work().phase().label());
        node.put("class", workload.work().dataClass().label());
        node.put("source", workload.work().source());
        workload.kind().job().ifPresent(job -> node.put("job", job));
        node.put("state", label(workload.state()));
        workload.remaining()
                .ifPresent(remaining -> node.put("remaining", remaining.rows()).put("counted", remaining.isCounted()));
        node.put("perSecond", Math.round(outlook.perSecond() * 10) / 10.0);
        node.put("basis", label(outlook.basis()));
        node.set("finish", finish(outlook.finish(), workload.work().dataClass()));
        return node;
    }

    private ObjectNode finish(Finish finish, ZoneId zone) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        if (finish instanceof Finish.Done done) {
            node.put("state", "done").put("likely", text(done.at()));
        } else if (finish instanceof Finish.Between between) {
            node.put("state", "ahead")
                    .put("earliest", text(between.earliest()))
                    .put("likely", text(between.likely()))
                    .put("latest", text(between.latest()));
        } else {
            node.put("state", finish instanceof Finish.Never ? "never" : "unknown");
        }
        return node.put("sentence", new FinishText(zone, now).of(finish));
    }

    /** ISO 8601, to the second. */
    static String text(Instant at) {
        return at.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static String label(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
