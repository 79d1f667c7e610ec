package io.caravan.config;

import io.caravan.window.PlanSource;
import io.caravan.window.WindowRefused;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The windows as files: {@code windows.yaml}, and {@code calendars/*.ics} beside it. The seed and the export of what is in force. */
public final class WindowFiles {
    public static final String NAME = "windows.yaml";
    /** Below what the HTTP API takes in one request. */
    static final long MAX_BYTES = 900_000;

    private static final String CALENDARS = "calendars";

    private WindowFiles() {}

    /** Those of a configuration; no windows where there is no such file, or one with nothing but comments. */
    public static PlanSource seed(Folders folders) {
        Path file = folders.config().resolve(NAME);
        PlanSource source = Files.exists(file) ? read(file) : PlanSource.NONE;
        boolean says =
                source.text().lines().map(String::strip).anyMatch(line -> !line.isEmpty() && !line.startsWith("#"));
        return says ? source : PlanSource.NONE;
    }

    /** @throws WindowRefused when it cannot be read */
    public static PlanSource read(Path file) {
        String text = text(file);
        Map<String, String> calendars = new TreeMap<>();
        Path folder = file.toAbsolutePath().normalize().resolveSibling(CALENDARS);
        long bytes = text.length();
        try (Stream<Path> files = Files.isDirectory(folder) ? Files.list(folder) : Stream.empty()) {
            for (Path calendar : files.sorted().toList()) {
                String name = String.valueOf(calendar.getFileName());
                if (name.endsWith(".ics") && text.contains(name)) {
                    String content = text(calendar);
                    bytes += content.length();
                    calendars.put(name, content);
                }
            }
        } catch (IOException e) {
            throw new WindowRefused(folder + " cannot be read");
        }
        if (bytes > MAX_BYTES) {
            throw new WindowRefused(file + " and its calendars have " + bytes + " bytes; at most " + MAX_BYTES
                    + " are taken. Leave out of the calendars what is past.");
        }
        return new PlanSource(text, calendars);
    }

    /** Each file is there whole, or as it was. */
    public static void write(Path folder, PlanSource source) {
        try {
            write(folder.resolve(NAME), source.text());
            for (Map.Entry<String, String> calendar : source.calendars().entrySet()) {
                write(folder.resolve(CALENDARS).resolve(name(calendar.getKey())), calendar.getValue());
            }
        } catch (IOException e) {
            throw new WindowRefused(folder + " cannot be written");
        }
    }

    /** A name from elsewhere never leads out of the folder. */
    private static String name(String calendar) {
        if (calendar.startsWith(".")
                || !Path.of(calendar).equals(Path.of(calendar).getFileName())) {
            throw new WindowRefused("\"" + calendar + "\" is not the name of a calendar; nothing was written for it");
        }
        return calendar;
    }

    private static void write(Path file, String text) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null) {
            throw new IOException("no folder");
        }
        Files.createDirectories(folder);
        Path beside = Files.createTempFile(folder, ".export", ".tmp");
        try {
            Files.writeString(beside, text);
            try {
                Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } catch (AtomicMoveNotSupportedException e) {
                Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING);
            }
        } finally {
            Files.deleteIfExists(beside);
        }
    }

    private static String text(Path file) {
        if (!Files.exists(file)) {
            throw new WindowRefused("There is no file " + file);
        }
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new WindowRefused(
                        file + " has " + Files.size(file) + " bytes; at most " + MAX_BYTES + " are taken");
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new WindowRefused(file + " is not UTF-8; save it as UTF-8");
        } catch (IOException e) {
            throw new WindowRefused(file + " cannot be read");
        }
    }
}
