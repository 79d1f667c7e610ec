package io.caravan.glass;

import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.alert.Alarm;
import io.caravan.glass.BreakGlass.Permission;
import io.caravan.glass.BreakGlass.Wish;
import io.caravan.message.DataClass;
import io.caravan.sql.Database;
import io.caravan.sql.TestSchema;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PostgresBreakGlassTest {
    private final List<String> open = new ArrayList<>();
    private Instant now = Instant.parse("2026-03-01T12:00:00Z");
    private Database database;
    private BreakGlass glass;

    @BeforeEach
    void begin() {
        database = TestSchema.create();
        glass = new PostgresBreakGlass(database, new Told(), () -> now);
    }

    @AfterEach
    void end() {
        database.close();
    }

    @Test
    void aPermissionIsForOnePersonAndOneThingAndAnAlertIsOpenMeanwhile() {
        Permission permission = glass.open(wish("otto", 60));

        assertThat(open).singleElement().asString().contains("otto");
        assertThat(glass.use("otto", "deadletter/7")).isPresent();
        assertThat(glass.use("otto", "deadletter/7"))
                .hasValueSatisfying(used -> assertThat(used.looks()).isEqualTo(2));
        assertThat(glass.use("otto", "deadletter/8")).isEmpty();
        assertThat(glass.use("lara", "deadletter/7")).isEmpty();
        assertThat(glass.list(Optional.of("lara"), Long.MAX_VALUE, 10)).isEmpty();
        assertThat(glass.list(Optional.empty(), Long.MAX_VALUE, 10))
                .extracting(Permission::id)
                .containsExactly(permission.id());
    }

    @Test
    void itRunsOutByItself() {
        glass.open(wish("otto", 60));

        now = now.plus(Duration.ofMinutes(60));
        assertThat(glass.use("otto", "deadletter/7")).isEmpty();
        assertThat(open).hasSize(1);
        glass.expire();

        assertThat(open).isEmpty();
        assertThat(glass.list(Optional.of("otto"), Long.MAX_VALUE, 10))
                .singleElement()
                .returns(Optional.of(now), Permission::endedAt)
                .returns("", Permission::endedBy);
    }

    @Test
    void itIsEndedEarlyOnceAndAnotherStaysOpen() {
        Permission first = glass.open(wish("otto", 60));
        glass.open(wish("otto", 30));

        assertThat(glass.end(first.id(), "anna")).isPresent();
        assertThat(glass.end(first.id(), "anna")).isEmpty();

        assertThat(open).hasSize(1);
        assertThat(glass.use("otto", "deadletter/7")).isPresent();
        assertThat(glass.find(first.id()))
                .hasValueSatisfying(ended -> assertThat(ended.endedBy()).isEqualTo("anna"));
    }

    private static Wish wish(String actor, int minutes) {
        return new Wish(
                actor, "deadletter/7", Optional.of(DataClass.LABS), "patient is here", Duration.ofMinutes(minutes));
    }

    private final class Told implements Alarm {
        @Override
        public void raise(String kind, Optional<DataClass> dataClass, String subject, String text) {
            open.add(kind + " " + subject);
        }

        @Override
        public void resolve(String kind, Optional<DataClass> dataClass, String subject) {
            open.remove(kind + " " + subject);
        }
    }
}
