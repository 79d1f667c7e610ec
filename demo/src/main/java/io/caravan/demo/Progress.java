package io.caravan.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.caravan.cli.ApiClient;
import io.caravan.message.DataClass;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Watches a demo from outside, as an operator does, and says now and then how far it is. */
final class Progress {
    private static final Duration LOOK = Duration.ofMillis(250);
    private static final double WORD_EVERY_SECONDS = 5;
    private static final double STUCK_AFTER_SECONDS = 120;

    private final ApiClient client;
    private final Narrator narrator;
    private final StopSignal stop;

    Progress(ApiClient client, Narrator narrator, StopSignal stop) {
        this.client = client;
        this.narrator = narrator;
        this.stop = stop;
    }

    void awaitFeeds(List<Future<?>> senders, Feeds feeds) {
        until(
                () -> senders.stream().allMatch(Future::isDone),
                () -> Narrator.count(feeds.acknowledged(), "message is", "messages are") + " acknowledged so far.");
        try {
            for (Future<?> sender : senders) {
                sender.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StopSignal.Stopped();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException("A feed failed", e);
        }
        narrator.step("The feeds are through: " + Narrator.count(feeds.acknowledged(), "message", "messages")
                + " acknowledged, each stored before its AA.");
    }

    void awaitFile(Path drop) {
        until(() -> holdsFile(drop.resolve("done")) || holdsFile(drop.resolve("failed")), () -> "The file is read.");
        narrator.step(
                holdsFile(drop.resolve("done"))
                        ? "The batch file is taken, and moved to done."
                        : "The batch file was refused; its reason stands in " + drop.resolve("failed") + ".");
    }

    JsonNode awaitBackfill() {
        until(
                () -> Stream.of(DataClass.values()).allMatch(dataClass -> hasEnded(backfill(), dataClass)),
                () -> Narrator.count(rows(backfill()), "row of", "rows of") + " the old database so far.");
        JsonNode backfill = backfill();
        narrator.step("The backfill is through: " + Narrator.count(rows(backfill), "row", "rows") + ".");
        return backfill;
    }

    JsonNode awaitNothingInFlight(Map<DataClass, Long> expected) {
        until(() -> haveArrived(status(), expected), () -> Narrator.number(inFlight()) + " still in flight.");
        narrator.step("Nothing is in flight any more.");
        return status();
    }

    private static boolean haveArrived(JsonNode status, Map<DataClass, Long> expected) {
        return expected.entrySet().stream().allMatch(entry -> {
            JsonNode counts = status.path("classes").path(entry.getKey().label());
            return counts.path("inFlight").asLong() == 0 && counts.path("read").asLong() >= entry.getValue();
        });
    }

    private static boolean hasEnded(JsonNode backfill, DataClass dataClass) {
        String state = backfill.path(dataClass.label()).path("state").asText();
        return state.equals("done") || state.equals("failed");
    }

    private long inFlight() {
        return sum(status().path("classes"), "inFlight");
    }

    private static long rows(JsonNode backfill) {
        return sum(backfill, "rows");
    }

    private static long sum(JsonNode classes, String field) {
        return classes.properties().stream()
                .mapToLong(entry -> entry.getValue().path(field).asLong())
                .sum();
    }

    private JsonNode status() {
        return client.get("/api/status");
    }

    private JsonNode backfill() {
        return client.get("/api/backfill");
    }

    private static boolean holdsFile(Path folder) {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.findAny().isPresent();
        } catch (IOException e) {
            throw new UncheckedIOException("the drop folder cannot be read", e);
        }
    }

    /** Waits; gives up, without failing, where nothing has changed for long: the end then says what is missing. */
    private void until(BooleanSupplier condition, Supplier<String> word) {
        double spoken = narrator.seconds();
        double changed = spoken;
        String last = "";
        while (!condition.getAsBoolean()) {
            stop.pause(LOOK);
            if (narrator.seconds() - spoken > WORD_EVERY_SECONDS) {
                spoken = narrator.seconds();
                String now = word.get();
                if (!now.equals(last)) {
                    narrator.step(now);
                    changed = spoken;
                    last = now;
                } else if (spoken - changed > STUCK_AFTER_SECONDS) {
                    narrator.step("Nothing has changed for two minutes: " + now);
                    return;
                }
            }
        }
    }
}
