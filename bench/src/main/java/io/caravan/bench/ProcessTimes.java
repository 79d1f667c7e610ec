package io.caravan.bench;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * CPU seconds of process trees, read from {@code /proc}: of each root, its living descendants, and those that have ended and
 * were waited for (a PostgreSQL backend's time is seen in the postmaster only after it ended).
 */
final class ProcessTimes {
    private static final double TICKS_PER_SECOND = 100;

    private ProcessTimes() {}

    static double cpuSeconds(Collection<Long> roots) throws IOException {
        Map<Long, long[]> processes = new HashMap<>();
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path folder : folders) {
                read(folder, processes);
            }
        }
        Set<Long> counted = new HashSet<>(roots);
        boolean grew = true;
        while (grew) {
            grew = false;
            for (Map.Entry<Long, long[]> process : processes.entrySet()) {
                grew |= counted.contains(process.getValue()[0]) && counted.add(process.getKey());
            }
        }
        long ticks = 0;
        for (long pid : counted) {
            ticks += processes.getOrDefault(pid, new long[2])[1];
        }
        return ticks / TICKS_PER_SECOND;
    }

    /** Of one process and its children that have ended, without those that live. */
    static double ownSeconds(long pid) throws IOException {
        Map<Long, long[]> processes = new HashMap<>();
        read(Path.of("/proc", Long.toString(pid)), processes);
        return processes.getOrDefault(pid, new long[2])[1] / TICKS_PER_SECOND;
    }

    /** Of a JVM's threads that compile: the price of a start, not of the work. */
    static double compilerSeconds(long pid) throws IOException {
        long ticks = 0;
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(Path.of("/proc", Long.toString(pid), "task"))) {
            for (Path thread : threads) {
                ticks += compilerTicks(thread.resolve("stat"));
            }
        }
        return ticks / TICKS_PER_SECOND;
    }

    private static long compilerTicks(Path file) throws IOException {
        try {
            String stat = Files.readString(file);
            if (!stat.contains("(C1 Compiler") && !stat.contains("(C2 Compiler")) {
                return 0;
            }
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
        } catch (NoSuchFileException ended) {
            return 0; // no compiler: their number is fixed, so that none ends with what it has counted
        }
    }

    /** The most memory that a process ever held, in MiB. */
    static long peakMebibytes(long pid) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))) {
            if (line.startsWith("VmHWM:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
            }
        }
        return 0;
    }

    /** Parent, and user + system time with that of ended children. */
    private static void read(Path folder, Map<Long, long[]> into) {
        try {
            String stat = Files.readString(folder.resolve("stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            long ticks = 0;
            for (int i = 11; i <= 14; i++) {
                ticks += Long.parseLong(fields[i]);
            }
            into.put(Long.parseLong(folder.getFileName().toString()), new long[] {Long.parseLong(fields[1]), ticks});
        } catch (IOException gone) {
            into.remove(Long.parseLong(folder.getFileName().toString()));
        }
    }

    /** CPU seconds that this machine has spent in all, for the share of others. */
    static double machineSeconds() throws IOException {
        String[] fields =
                Files.readAllLines(Path.of("/proc/stat")).get(0).trim().split(" +");
        long busy = 0;
        for (int i = 1; i < fields.length && i <= 8; i++) {
            busy += i == 4 || i == 5 ? 0 : Long.parseLong(fields[i]);
        }
        return busy / TICKS_PER_SECOND;
    }
}
