package io.caravan.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.caravan.deadletter.DeadLetter.Cause;
import io.caravan.deadletter.DeadLetter.State;
import io.caravan.deadletter.LetterFilter.Named;
import io.caravan.deadletter.LetterFilter.Number;
import io.caravan.deadletter.LetterFilter.Period;
import io.caravan.deadletter.LetterFilter.Signature;
import io.caravan.deadletter.LetterSearch.Count;
import io.caravan.journal.Desk;
import io.caravan.journal.Incoming;
import io.caravan.journal.JournalEntry;
import io.caravan.ledger.Outcome;
import io.caravan.message.DataClass;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class LetterSearchTest {
    private static final Failure BAD_DATE = new Failure("map", 102, "bad-date", "PID-7", Cause.DATA);
    private static final Failure NO_AUTHORITY =
            new Failure("map", 204, "unknown-authority", "PID-3", Cause.CONFIGURATION);
    private static final Failure REFUSED = new Failure("deliver", 207, "target-422", "target", Cause.DATA);

    private LetterDesk all;
    private Desk desk;
    private PostgresDeadLetters letters;
    private LetterSearch search;
    private LetterTotals totals;

    @BeforeEach
    void open() {
        all = LetterDesk.open();
        desk = all.desk();
        letters = all.letters();
        search = new PostgresLetterSearch(desk.database, desk.keys.keyedHash());
        totals = new LetterTotals(desk.database, desk.clock);
    }

    @AfterEach
    void close() {
        totals.close();
        all.close();
    }

    @Test
    @DisplayName("the same failure at the same place is one group, whatever the number of the repetition")
    void signature() {
        long first = fail("1", "map", "OBX[1]-5");
        long second = fail("2", "map", "OBX[12]-5");
        long other = fail("3", "map", "OBX[1]-3");

        assertThat(filing(first).group())
                .isEqualTo(filing(second).group())
                .isNotEqualTo(filing(other).group());
        assertThat(letters.find(second).orElseThrow().place()).isEqualTo("map OBX[12]-5");
        assertThat(search.groups(LetterFilter.ALL, 10))
                .extracting(LetterGroup::place)
                .containsExactly("map OBX-3", "map OBX-5");
        assertThat(search.group(filing(first).group()).orElseThrow().counts())
                .containsExactly(Map.entry(State.OPEN, 2L));
    }

    @Test
    @DisplayName("a letter is found by the numbers of its patient, visit and orders, and none of them is stored")
    void numbers() {
        String text = "MSH|^~\\&|SEND|FAC|||||ORM^O01|n1|P|2.5\rPID|1||CANARYPAT^^^HOSP^MR~SECOND^^^HOSP^PI\r"
                + "PV1|1|I|||||||||||||||||CANARYVIS^^^HOSP\rORC|NW|CANARYPLAC^HIS|CANARYFILL^LAB\r";
        long id = letters.open(accept(DataClass.ORDERS, "n1", "HOSP|CANARYPAT", text), "n1", BAD_DATE);
        fail("n2", "map", "PID-7");

        assertThat(found(Number.PATIENT, " CANARYPAT ")).containsExactly(id);
        assertThat(found(Number.PATIENT, "SECOND")).containsExactly(id);
        assertThat(found(Number.VISIT, "CANARYVIS")).containsExactly(id);
        assertThat(found(Number.ORDER, "CANARYPLAC")).containsExactly(id);
        assertThat(found(Number.ORDER, "CANARYFILL")).containsExactly(id);
        assertThat(found(Number.ORDER, "CANARYPAT")).isEmpty();
        assertThat(filing(id).messageType()).isEqualTo("ORM^O01");
        assertThat(filing(id).patientHash())
                .isEqualTo(desk.query(
                        "select patient_hash from journal where data_class = " + DataClass.ORDERS.ordinal()));
        assertThat(search.list(LetterFilter.ALL.ofType("ORM^O01"), Long.MAX_VALUE, 10))
                .extracting(DeadLetter::id)
                .containsExactly(id);
        for (String table : List.of("dead_letter", "dead_letter_key", "dead_letter_group", "dead_letter_attempt")) {
            assertThat(desk.query("select count(*) from " + table + " as t where t::text ilike '%canary%'"))
                    .isZero();
        }
    }

    @Test
    @DisplayName("an edited letter is found by the number it came with, and by the one it was given")
    void edited() {
        String text = "MSH|^~\\&|SEND|FAC|||||ADT^A08|e1|P|2.5\rPID|1||WRONG^^^HOSP^MR\r";
        long id = letters.open(accept(DataClass.ADT, "e1", "HOSP|WRONG", text), "e1", BAD_DATE);

        letters.edit(
                id,
                bytes -> new String(bytes, StandardCharsets.UTF_8)
                        .replace("WRONG", "RIGHT")
                        .getBytes(StandardCharsets.UTF_8),
                false,
                new Decision("olga", "the ward says so"));

        assertThat(found(Number.PATIENT, "RIGHT")).containsExactly(id);
        assertThat(found(Number.PATIENT, "WRONG")).containsExactly(id);
    }

    @Test
    @DisplayName("a row's letter is found by its patient, and has the hash that the patient's messages have")
    void rows() {
        String json = "{\"versionMicros\":1,\"columns\":{\"patient_id\":\"P7\",\"visit_number\":\"V7\",\"city\":null}}";
        desk.database.inTransaction(connection -> {
            desk.letters.openRows(connection, List.of(new RowLetter(DataClass.ADT, "olddb", "7", json, BAD_DATE)));
            return 0;
        });
        accept(DataClass.ADT, "1", "|P7", "MSH|^~\\&|SEND|FAC|||||ADT^A08|1|P|2.5");

        DeadLetter letter = search.list(LetterFilter.ALL, Long.MAX_VALUE, 10).get(0);
        assertThat(found(Number.PATIENT, "P7")).containsExactly(letter.id());
        assertThat(found(Number.VISIT, "V7")).containsExactly(letter.id());
        assertThat(letter.filing().patientHash()).isEqualTo(desk.query("select patient_hash from journal"));
        assertThat(search.list(LetterFilter.ALL.with(new Named("", letter.rowKey(), Map.of())), Long.MAX_VALUE, 10))
                .hasSize(1);
    }

    @Test
    @DisplayName("what only the configuration lacks is held, is no failure of the message, and can be replayed")
    void held() {
        long id = letters.open(accept("1"), "1", NO_AUTHORITY);

        assertThat(letters.find(id).orElseThrow().state()).isEqualTo(State.HELD);
        assertThat(search.count(LetterFilter.ALL.in(State.HELD))).isEqualTo(new Count(1, false));
        letters.replay(List.of(id), new Decision("olga", "declared"));
        assertThat(letters.find(id).orElseThrow().state()).isEqualTo(State.REPLAYING);
        letters.open(entry(id), "1", NO_AUTHORITY);
        assertThat(letters.find(id).orElseThrow().state()).isEqualTo(State.HELD);
        assertThat(letters.find(id).orElseThrow().attempts()).isEqualTo(2);
    }

    @Test
    @DisplayName("lists go on behind the letter they ended with, whatever is asked for")
    void pages() {
        List<Long> all = new ArrayList<>();
        Failure[] failures = {BAD_DATE, NO_AUTHORITY, REFUSED};
        for (int i = 0; i < 30; i++) {
            all.add(0, letters.open(accept("p" + i), "p" + i, failures[i % 3]));
        }
        for (LetterFilter filter : List.of(
                LetterFilter.ALL,
                LetterFilter.ALL.in(State.OPEN),
                LetterFilter.ALL.ofClass(DataClass.ADT),
                LetterFilter.ALL.ofType("ADT^A08").in(State.OPEN, State.HELD),
                LetterFilter.ALL.with(step("deliver")),
                LetterFilter.ALL.with(step("map")).in(State.HELD))) {
            List<Long> paged = new ArrayList<>();
            long before = Long.MAX_VALUE;
            for (List<DeadLetter> page = search.list(filter, before, 7);
                    !page.isEmpty();
                    page = search.list(filter, before, 7)) {
                page.forEach(letter -> paged.add(letter.id()));
                before = paged.get(paged.size() - 1);
            }
            List<Long> expected = all.stream()
                    .filter(id -> matches(letters.find(id).orElseThrow(), filter))
                    .toList();
            assertThat(paged).as(filter.toString()).isEqualTo(expected).isNotEmpty();
            assertThat(search.count(filter).number()).isEqualTo(expected.size());
        }
    }

    @Test
    @DisplayName("a period, an assignee and a control id narrow lists, groups and counts alike")
    void narrow() {
        long old = letters.open(accept("1"), "1", BAD_DATE);
        long young = letters.open(accept("2"), "2", REFUSED);
        age(old, Duration.ofDays(3));
        letters.assign(List.of(young), "paul", new Decision("olga", "knows the target"));
        Instant yesterday = desk.clock.instant().minus(1, ChronoUnit.DAYS);

        expect(LetterFilter.ALL.with(new Period(Optional.of(yesterday), Optional.empty())), young);
        expect(LetterFilter.ALL.with(new Period(Optional.empty(), Optional.of(yesterday))), old);
        expect(LetterFilter.ALL.assignedTo("paul"), young);
        expect(LetterFilter.ALL.with(new Named("1", "", Map.of())), old);
        expect(LetterFilter.ALL.with(new Named("1", "", Map.of())).with(step("deliver")));
        assertThat(search.groups(LetterFilter.ALL.assignedTo("paul"), 10))
                .extracting(LetterGroup::code)
                .containsExactly("target-422");
        assertThat(letters.history(young))
                .filteredOn(attempt -> attempt.event().equals("assigned"))
                .extracting(Attempt::actor, Attempt::reason)
                .containsExactly(tuple("olga", "to paul: knows the target"));
    }

    @Test
    @DisplayName("a replay that fails elsewhere moves its letter to the other group, with its history")
    void moves() {
        long id = letters.open(accept("1"), "1", BAD_DATE);
        long before = filing(id).group();
        letters.replay(List.of(id), new Decision("olga", "again"));
        letters.open(entry(id), "1", REFUSED);

        assertThat(filing(id).group()).isNotEqualTo(before);
        assertThat(search.groups(LetterFilter.ALL, 10))
                .extracting(LetterGroup::id)
                .containsExactly(filing(id).group());
        assertThat(letters.history(id)).extracting(Attempt::code).containsExactly("bad-date", "bad-date", "target-422");
    }

    @Test
    @DisplayName("the counts that are kept are those of the letters, whatever is done, before and after they are moved")
    void counts() {
        Random random = new Random(4711);
        List<Long> ids = new ArrayList<>();
        Failure[] failures = {BAD_DATE, NO_AUTHORITY, REFUSED};
        for (int i = 0; i < 60; i++) {
            int at = ids.isEmpty() ? 0 : random.nextInt(ids.size());
            switch (ids.size() < 5 ? 0 : random.nextInt(7)) {
                case 0, 1 -> ids.add(letters.open(accept("c" + i), "c" + i, failures[random.nextInt(failures.length)]));
                case 2 -> letters.replay(ids.subList(at, ids.size()), new Decision("olga", "again"));
                case 3 -> letters.open(entry(ids.get(at)), "x", failures[random.nextInt(failures.length)]);
                case 4 -> letters.discard(List.of(ids.get(at)), new Decision("olga", "no"));
                case 5 -> desk.ends(entry(ids.get(at)).id(), Outcome.APPLIED);
                default -> totals.compact();
            }
        }
        assertCountsAreRight();
        totals.compact();
        assertCountsAreRight();
        assertThat(desk.query("select count(*) from dead_letter_change")).isZero();
    }

    @Test
    @DisplayName("a group's trend is how many letters came into it each hour, whatever became of them")
    void trend() {
        long id = letters.open(accept("1"), "1", BAD_DATE);
        letters.open(accept("2"), "2", BAD_DATE);
        letters.discard(List.of(id), new Decision("olga", "no"));
        totals.compact();
        letters.open(accept("3"), "3", BAD_DATE);

        long group = filing(id).group();
        Map<Instant, Long> trend = search.trends(
                        List.of(group), desk.clock.instant().minus(1, ChronoUnit.DAYS))
                .getOrDefault(group, Map.of());
        assertThat(trend.values().stream().mapToLong(Long::longValue).sum()).isEqualTo(3);
        assertThat(trend.keySet()).allMatch(hour -> hour.equals(hour.truncatedTo(ChronoUnit.HOURS)));
    }

    private void assertCountsAreRight() {
        assertThat(desk.query("""
                        select count(*)
                        from (
                            select group_id, state, message_type, count(*) as count
                            from dead_letter
                            group by 1, 2, 3) as real
                        full join (
                            select group_id, state, message_type, sum(count) as count
                            from dead_letter_type_count
                            group by 1, 2, 3
                            having sum(count) <> 0) as kept
                            using (group_id, state, message_type)
                        where real.count is distinct from kept.count
                        """)).isZero();
        assertThat(desk.query("""
                        select count(*)
                        from (
                            select group_id, state, count(*) as count
                            from dead_letter
                            group by 1, 2) as real
                        full join (
                            select group_id, state, sum(count) as count
                            from dead_letter_count
                            group by 1, 2
                            having sum(count) <> 0) as kept using (group_id, state)
                        where real.count is distinct from kept.count
                        """)).isZero();
        assertThat(desk.query("""
                        select count(*)
                        from (
                            select group_id, date_trunc('hour', grouped_at, 'UTC') as hour, count(*) as count
                            from dead_letter
                            group by 1, 2) as real
                        full join (select * from dead_letter_trend where count <> 0) as kept using (group_id, hour)
                        where real.count is distinct from kept.count
                        """)).isZero();
    }

    private void expect(LetterFilter filter, Long... ids) {
        assertThat(search.list(filter, Long.MAX_VALUE, 10))
                .extracting(DeadLetter::id)
                .containsExactly(ids);
        assertThat(search.count(filter)).isEqualTo(new Count(ids.length, false));
    }

    private static boolean matches(DeadLetter letter, LetterFilter filter) {
        return (filter.states().isEmpty() || filter.states().contains(letter.state()))
                && letter.place().startsWith(filter.signature().step());
    }

    private static Signature step(String step) {
        return new Signature(Set.of(), Set.of(), "", "", step, "", 0);
    }

    private List<Long> found(Number number, String value) {
        return search.list(LetterFilter.ALL.with(new Named("", "", Map.of(number, value))), Long.MAX_VALUE, 10).stream()
                .map(DeadLetter::id)
                .toList();
    }

    private DeadLetter.Filing filing(long id) {
        return letters.find(id).orElseThrow().filing();
    }

    private JournalEntry entry(long letterId) {
        long journalId = letters.find(letterId).orElseThrow().journalId().orElseThrow();
        return desk.journal.find(journalId).orElseThrow();
    }

    private long fail(String controlId, String step, String place) {
        return letters.open(accept(controlId), controlId, new Failure(step, 102, "bad-date", place, Cause.DATA));
    }

    private void age(long id, Duration by) {
        desk.database.inTransaction(connection -> {
            try (var statement = connection.createStatement()) {
                return statement.executeUpdate("update dead_letter set first_seen = first_seen - interval '"
                        + by.toSeconds() + " seconds' where id = " + id);
            }
        });
    }

    private JournalEntry accept(String controlId) {
        long id = desk.accept(Desk.message(controlId, "MR" + controlId)).id();
        return desk.journal.find(id).orElseThrow();
    }

    private JournalEntry accept(DataClass dataClass, String controlId, String patientKey, String text) {
        byte[] payload = text.getBytes(StandardCharsets.UTF_8);
        long id = desk.accept(new Incoming(dataClass, "test", "SEND|FAC|" + controlId, patientKey, payload, "AA"))
                .id();
        return desk.journal.find(id).orElseThrow();
    }
}
