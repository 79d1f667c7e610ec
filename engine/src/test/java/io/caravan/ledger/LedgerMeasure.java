package io.caravan.ledger;

import static io.caravan.ledger.LedgerFixture.at;
import static io.caravan.ledger.LedgerFixture.id;

import com.sun.management.OperatingSystemMXBean;
import io.caravan.fold.Change;
import io.caravan.fold.ResourceType;
import io.caravan.map.Mapped;
import io.caravan.message.DataClass;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;

/**
 * What a message and a row cost in the ledger, by CPU of this JVM and of the PostgreSQL processes, so that neighbours on the
 * machine matter little. A main of its own: it measures, it does not judge.
 */
final class LedgerMeasure {
    private static final int WORKS = 20_000;
    private static final int IN_FLIGHT = 512;
    private static final int ROUNDS = 4;

    /** Set in the environment of the measuring JVM, and so of the server it starts. */
    private static final String MARK = "LEDGER_MEASURE=1";

    private LedgerMeasure() {}

    public static void main(String[] arguments) throws Exception {
        try (LedgerFixture fixture = new LedgerFixture()) {
            if (System.getProperty("sql") != null) {
                fixture.execute(System.getProperty("sql"));
            }
            long journalId = 1;
            int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : ROUNDS;
            String only = arguments.length > 0 ? arguments[0] : "";
            for (int round = 0; round < rounds; round++) {
                List<Work> fresh = works(round, 1, journalId);
                List<Work> newer = works(round, 2, journalId + WORKS);
                journalId += 2 * WORKS;
                if (!only.equals("page")) {
                    report("live new", WORKS, () -> live(fixture, fresh));
                    report("live newer", WORKS, () -> live(fixture, newer));
                }
                if (only.equals("live")) {
                    continue;
                }
                for (int size : new int[] {1000, 5000}) {
                    List<Page> pages = pages(round, size);
                    report("page new " + size, WORKS, () -> pages.forEach(fixture.ledger::apply));
                    List<Page> again = again(pages);
                    report("page again " + size, WORKS, () -> again.forEach(fixture.ledger::apply));
                }
            }
            reportTables(fixture);
        }
    }

    /** Sizes and kinds of writes, to see where PostgreSQL's share comes from. */
    private static void reportTables(LedgerFixture fixture) {
        for (String table : List.of("resource", "resource_history", "resource_lookup", "outcome")) {
            String of = " from pg_stat_user_tables where relname = '" + table + "'";
            System.out.printf(
                    Locale.ROOT,
                    "%-16s %,d bytes, %,d inserts, %,d updates of which %,d in place%n",
                    table,
                    fixture.number("select pg_total_relation_size('" + table + "')"),
                    fixture.number("select n_tup_ins" + of),
                    fixture.number("select n_tup_upd" + of),
                    fixture.number("select n_tup_hot_upd" + of));
        }
    }

    private static void live(LedgerFixture fixture, List<Work> works) throws InterruptedException {
        Semaphore inFlight = new Semaphore(IN_FLIGHT);
        for (Work work : works) {
            inFlight.acquire();
            fixture.ledger.apply(work).whenComplete((outcome, failure) -> inFlight.release());
        }
        inFlight.acquire(IN_FLIGHT);
    }

    private static List<Work> works(int round, int version, long journalId) {
        List<Work> works = new ArrayList<>(WORKS);
        for (int i = 0; i < WORKS; i++) {
            String name = round + "-" + i;
            Mapped mapped = LedgerFixture.mapped(patient(name, version), encounter(name, version));
            works.add(new Work(journalId + i, DataClass.ADT, "adt", "C" + i, i, mapped));
        }
        return works;
    }

    private static List<Page> pages(int round, int size) {
        List<Page> pages = new ArrayList<>();
        for (int from = 0; from < WORKS; from += size) {
            Mapped[] rows = new Mapped[size];
            for (int i = 0; i < size; i++) {
                rows[i] = LedgerFixture.mapped(patient("row-" + round + "-" + size + "-" + (from + i), 1));
            }
            pages.add(LedgerFixture.page(segment(round, size, from), rows));
        }
        return pages;
    }

    private static List<Page> again(List<Page> pages) {
        return pages.stream()
                .map(page -> new Page(page.dataClass(), page.source(), -page.segmentId(), page.items()))
                .toList();
    }

    private static long segment(int round, int size, int from) {
        return 1 + ((long) round * 10_000 + size) * 100_000 + from;
    }

    private static Change patient(String name, int version) {
        return Change.of(ResourceType.PATIENT, id("p" + name), at(version))
                .set(
                        "identifier[urn:oid:1.2.3|" + name + "]",
                        "{\"system\":\"urn:oid:1.2.3\",\"value\":\"" + name + "\"}")
                .set("name", "[{\"family\":\"Family" + name + "\",\"given\":[\"Given\",\"Middle\"]}]")
                .set("birthDate", "\"1950-01-01\"")
                .set("gender", "\"female\"")
                .set("address", "[{\"line\":[\"1 Main Street\"],\"city\":\"Springfield\",\"postalCode\":\"12345\"}]")
                .set("telecom", "[{\"system\":\"phone\",\"value\":\"555-0100\",\"use\":\"home\"}]")
                .set("maritalStatus", "{\"coding\":[{\"system\":\"urn:ms\",\"code\":\"M\"}]}")
                .set("communication", "[{\"language\":{\"text\":\"en\"}}]")
                .set("active", "true")
                .set("extension", "[{\"url\":\"urn:x\",\"valueString\":\"v" + version + "\"}]")
                .set("#registered", "true")
                .set("#source", "\"adt\"")
                .lookup("urn:oid:1.2.3", name)
                .build();
    }

    private static Change encounter(String name, int version) {
        return Change.of(ResourceType.ENCOUNTER, id("e" + name), at(version))
                .patient(id("p" + name))
                .set(
                        "identifier[urn:oid:1.2.4|" + name + "]",
                        "{\"system\":\"urn:oid:1.2.4\",\"value\":\"" + name + "\"}")
                .set("status", "\"in-progress\"")
                .set("class", "{\"code\":\"IMP\"}")
                .set("period.start", "\"2026-01-01T10:00:00-05:00\"")
                .set("location[4W^12^A].status", version == 1 ? "\"active\"" : "\"completed\"")
                .set("location[4W^12^A].location", "{\"reference\":\"Location/4W-12-A\"}")
                .set("participant[ATND]", "{\"individual\":{\"display\":\"Doctor\"}}")
                .set("#event[" + version + "]", "\"A08\"")
                .lookup("urn:oid:1.2.4", name)
                .build();
    }

    private interface Run {
        void run() throws InterruptedException;
    }

    private static void report(String name, int units, Run run) throws InterruptedException, IOException {
        long jvm = jvmNanos();
        long postgres = postgresMicros();
        long wall = System.nanoTime();
        run.run();
        wall = System.nanoTime() - wall;
        jvm = jvmNanos() - jvm;
        postgres = postgresMicros() - postgres;
        System.out.printf(
                Locale.ROOT,
                "%-16s JVM %6.1f us  PostgreSQL %6.1f us  wall %6.1f us%n",
                name,
                jvm / 1e3 / units,
                (double) postgres / units,
                wall / 1e3 / units);
    }

    private static long jvmNanos() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }

    /** Of the server that this JVM started: its postmaster's command line names the directory it was unpacked to. */
    private static long postgresMicros() throws IOException {
        Set<Long> postmasters = new HashSet<>();
        Map<Long, long[]> parentAndTicks = new HashMap<>();
        try (var processes = Files.list(Path.of("/proc"))) {
            for (Path process : processes
                    .filter(p -> p.getFileName().toString().matches("\\d+"))
                    .toList()) {
                try {
                    String stat = Files.readString(process.resolve("stat"));
                    if (!stat.contains("(postgres)")) {
                        continue;
                    }
                    long pid = Long.parseLong(process.getFileName().toString());
                    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
                    parentAndTicks.put(pid, new long[] {
                        Long.parseLong(fields[1]), Long.parseLong(fields[11]) + Long.parseLong(fields[12])
                    });
                    if (Files.readString(process.resolve("environ")).contains(MARK)) {
                        postmasters.add(pid);
                    }
                } catch (IOException e) {
                    continue; // it ended meanwhile
                }
            }
        }
        long ticks = 0;
        for (Map.Entry<Long, long[]> one : parentAndTicks.entrySet()) {
            if (postmasters.contains(one.getKey()) || postmasters.contains(one.getValue()[0])) {
                ticks += one.getValue()[1];
            }
        }
        return ticks * 10_000;
    }
}
