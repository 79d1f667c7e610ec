package io.caravan.backfill;

import static io.caravan.backfill.ConvergenceFixture.msh;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.caravan.backfill.Backfill.Order;
import io.caravan.backfill.Backfill.State;
import io.caravan.map.registry.Mappers;
import io.caravan.message.DataClass;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The oracle: whatever order messages and rows come in, and whatever dies in between, the target is the same. */
class InterleavingTest {
    private static final int ORDERS = 5;
    private static final int PATIENTS = 40;
    private static final String SELECT =
            "select id, mrn as patient_id, family as family_name, city as city, deleted as deleted,"
                    + " visit as visit_number, gone as discharged_at, allergy as allergy_name, changed as version from fact";

    @TempDir
    Path folder;

    @Test
    @DisplayName("§6.3 oracle, §6.3(9): any order of messages and rows, with crashes in between, gives the same target")
    void anyInterleavingGivesTheSameTarget() throws Exception {
        LegacyHospital legacy = LegacyHospital.onPostgres();
        fill(legacy);
        List<String[]> messages = messages();
        Map<String, String> expected = messagesFirst(legacy, messages);
        assertThat(expected).hasSizeGreaterThan(PATIENTS);

        for (int seed = 1; seed <= ORDERS; seed++) {
            Random random = new Random(seed);
            List<String[]> shuffled = new ArrayList<>(messages);
            shuffled.addAll(messages.subList(0, messages.size() / 3));
            Collections.shuffle(shuffled, random);
            assertThat(interleaved(legacy, shuffled, random)).as("seed " + seed).isEqualTo(expected);
        }
    }

    private Map<String, String> messagesFirst(LegacyHospital legacy, List<String[]> messages) {
        try (ConvergenceFixture hospital = new ConvergenceFixture(legacy, folder)) {
            messages.forEach(message -> hospital.message(DataClass.ADT, message));
            hospital.open(ConvergenceFixture.atOnce(), select());
            hospital.attach(DataClass.ADT);
            hospital.run(DataClass.ADT, Order.ALL);
            return hospital.target();
        }
    }

    /** Pages come between messages; some fail before they are written, of some the answer is lost, and once all is started anew. */
    private Map<String, String> interleaved(LegacyHospital legacy, List<String[]> messages, Random random) {
        try (ConvergenceFixture hospital = new ConvergenceFixture(legacy, folder)) {
            hospital.open(ConvergenceFixture.atOnce(), select());
            Set<Long> failed = new HashSet<>();
            List<String[]> left = new ArrayList<>(messages);
            PageHandler torn = page -> {
                synchronized (left) {
                    for (int i = random.nextInt(6); i > 0 && !left.isEmpty(); i--) {
                        hospital.message(DataClass.ADT, left.remove(0));
                    }
                    int fate = failed.add(page.segmentId()) ? random.nextInt(4) : 3;
                    if (fate == 0) {
                        throw new IllegalStateException("dies before it is written");
                    }
                    hospital.ledger.apply(page.map(
                            Mappers.rows(DataClass.ADT), ConvergenceFixture.context(DataClass.ADT, page.source())));
                    if (fate == 1) {
                        throw new IllegalStateException("dies after it is written");
                    }
                }
            };
            hospital.attach(DataClass.ADT, torn);
            hospital.start(DataClass.ADT, Order.ALL);
            await().atMost(ConvergenceFixture.LIMIT)
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> hospital.status(DataClass.ADT).rows() >= 30
                            || hospital.status(DataClass.ADT).state() == State.DONE);
            hospital.reopen(ConvergenceFixture.atOnce(), select());
            hospital.attach(DataClass.ADT, torn);
            hospital.awaitDone(DataClass.ADT);
            left.forEach(message -> hospital.message(DataClass.ADT, message));
            assertThat(hospital.counts(DataClass.ADT).residual()).isZero();
            return hospital.target();
        }
    }

    private static LegacySelect select() {
        return ConvergenceFixture.select(DataClass.ADT, SELECT, "id", Optional.of("version"));
    }

    private static void fill(LegacyHospital legacy) {
        legacy.execute("create table fact (id int primary key, mrn text, family text, city text, deleted boolean,"
                + " visit text, gone timestamp, allergy text, changed timestamp)");
        Random random = new Random(17);
        for (int i = 0; i < 2 * PATIENTS; i++) {
            String changed = "2026-03-0" + (1 + random.nextInt(9)) + " 12:00:00";
            legacy.execute("insert into fact values (%d, 'M%d', 'ROW%d', %s, %s, %s, %s, %s, '%s')"
                    .formatted(
                            i,
                            i % PATIENTS,
                            i,
                            random.nextInt(3) == 0 ? "null" : "'CITY" + i + "'",
                            random.nextInt(8) == 0,
                            random.nextBoolean() ? "'V" + i % PATIENTS + "'" : "null",
                            random.nextBoolean() ? "'2026-03-04 10:00:00'" : "null",
                            random.nextInt(3) == 0 ? "'NUTS'" : "null",
                            changed));
        }
    }

    private static List<String[]> messages() {
        Random random = new Random(23);
        List<String[]> messages = new ArrayList<>();
        List<String> events = List.of("A01", "A08", "A08", "A03", "A13", "A11", "A23", "A29", "A40");
        for (int i = 0; i < 4 * PATIENTS; i++) {
            String event = events.get(random.nextInt(events.size()));
            String at = "2026030%d12%02d%02d".formatted(1 + random.nextInt(9), i % 60, random.nextInt(60));
            int patient = random.nextInt(PATIENTS);
            List<String> lines = new ArrayList<>();
            lines.add(msh("ADT^" + event, at).replace("|C" + at, "|C" + i));
            lines.add("EVN|" + event + "|" + at);
            lines.add("PID|1||M" + patient + "^^^HOSP^MR||FEED" + i + "^ANY||19500102|F"
                    + (random.nextBoolean() ? "|||^^FEEDCITY" + i : ""));
            if (event.equals("A40")) {
                lines.add("MRG|M" + (patient + 1 + random.nextInt(3)) % PATIENTS + "^^^HOSP^MR");
            } else {
                lines.add("PV1|1|I|WARD^1^A||||||||||||||||V" + patient + "^^^HOSP");
                if (event.equals("A08") && random.nextBoolean()) {
                    lines.add("IAM|1|DA|^NUTS|SV||" + (random.nextBoolean() ? "D" : "A"));
                }
            }
            messages.add(lines.toArray(new String[0]));
        }
        return messages;
    }
}
