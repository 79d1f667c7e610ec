package io.caravan.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.app.CaravanServer.Ran;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AlertTest {
    @TempDir
    private static Path data;

    private static CaravanServer server;

    @BeforeAll
    static void start() {
        server = new CaravanServer(data, Map.of());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void anAlertIsListedAndAcknowledgedWithTheCommandLine() {
        server.caravan()
                .alarm()
                .raise("class-paused", Optional.empty(), "labs", "Labs are paused: 50 of unmapped-unit.");

        Ran list = server.run("alert", "list");
        assertThat(list.out()).contains("class-paused").contains("Labs are paused");
        String id = list.out().lines().skip(1).findFirst().orElseThrow().strip().split(" ")[0];
        Ran ack = server.run("alert", "ack", id, "--note", "the map is being mended");
        assertThat(ack.out()).startsWith("Alert " + id + " is yours");
        assertThat(server.run("alert", "list", "--json").out())
                .contains("\"acknowledgedBy\":\"admin\"")
                .contains("the map is being mended");

        server.caravan().alarm().resolve("class-paused", Optional.empty(), "labs");
        assertThat(server.run("alert", "list").out()).isEqualTo("No alert is open.\n");
        assertThat(server.run("alert", "list", "--all").out()).contains("resolved");
        assertThat(server.run("audit", "list", "--json").out()).contains("acknowledge-alert");
    }

    @Test
    void anAlertNobodyKnowsCannotBeAcknowledged() {
        assertThat(server.run("alert", "ack", "999999").err()).contains("There is no alert 999999");
    }
}
