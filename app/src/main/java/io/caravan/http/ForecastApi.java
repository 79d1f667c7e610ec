package io.caravan.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.caravan.forecast.ExtraWindow;
import io.caravan.forecast.FinishText;
import io.caravan.forecast.Forecast;
import io.caravan.forecast.Forecasts;
import io.caravan.forecast.WhatIf;
import io.caravan.message.DataClass;
import io.caravan.user.Right;
import io.caravan.window.Plan;
import io.caravan.window.Windows;
import io.javalin.Javalin;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/** When bulk work will be through, and when it would be, if. */
final class ForecastApi {
    private static final double FASTEST = 1_000_000;

    private final Forecasts forecasts;
    private final Windows windows;

    ForecastApi(Parts.Scheduling scheduling) {
        this.forecasts = scheduling.forecasts();
        this.windows = scheduling.windows();
    }

    void addTo(Javalin server) {
        server.get("/api/forecast", this::show, new Access.Needs(Right.SEE_STATUS));
    }

    private void show(Context context) {
        Set<DataClass> visible = Guard.classes(context, Right.SEE_STATUS);
        WhatIf whatIf = whatIf(context);
        Forecast forecast = forecasts.under(whatIf).only(visible);
        Plan plan = windows.schedule().plan();
        ForecastJson json = new ForecastJson(plan, forecast.at());
        ObjectNode answer = json.of(forecast);
        if (!whatIf.isNothing()) {
            Forecast inForce = forecasts.now().only(visible);
            answer.put("compared", compared(forecast, inForce, whatIf, plan));
            answer.set("inForce", json.of(inForce));
        }
        Answers.json(context, answer);
    }

    private static String compared(Forecast forecast, Forecast inForce, WhatIf whatIf, Plan plan) {
        if (!whatIf.extraWindows().isEmpty() && plan.windows().isEmpty()) {
            return "there are no windows, so that bulk work may always run and another window changes nothing";
        }
        return new FinishText(FinishText.zone(plan), forecast.at()).compared(forecast.whole(), inForce.whole());
    }

    private static WhatIf whatIf(Context context) {
        OptionalDouble all = OptionalDouble.empty();
        Map<DataClass, Double> rates = new EnumMap<>(DataClass.class);
        for (String text : context.queryParams("rate")) {
            int equals = text.indexOf('=');
            double rate = rate(text.substring(equals + 1));
            if (equals < 0) {
                all = OptionalDouble.of(rate);
            } else {
                rates.put(Answers.dataClass(text.substring(0, equals)), rate);
            }
        }
        List<ExtraWindow> extra = new ArrayList<>();
        for (String text : context.queryParams("extraWindow")) {
            extra.add(ExtraWindow.parse(text)
                    .orElseThrow(() -> Problem.badRequest("\"" + text
                            + "\" is not a window; write days and times of each week, such as Sat 00:00-24:00 or"
                            + " Mon-Fri,Sun 20:00-06:00")));
        }
        return new WhatIf(all, rates, extra, Optional.empty());
    }

    private static double rate(String text) {
        try {
            double rate = Double.parseDouble(text);
            if (rate > 0 && rate <= FASTEST) {
                return rate;
            }
        } catch (NumberFormatException e) {
            throw badRate(text);
        }
        throw badRate(text);
    }

    private static Problem badRate(String text) {
        return Problem.badRequest(
                "\"" + text + "\" is not a rate; write records a second, such as 200, or for one class adt=200");
    }
}
