package io.caravan.config;

import io.caravan.codes.Authorities;
import io.caravan.codes.CodeMap;
import io.caravan.codes.CodeMapFile;
import io.caravan.codes.CodeMaps;
import io.caravan.codes.CsvLine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The tables a site edits: {@code authorities.csv} and {@code codes/*.csv}. */
final class ConfigTables {
    private static final String AUTHORITY = "authority.";

    private final Path folder;
    private final List<ConfigProblem> problems;

    ConfigTables(Path folder, List<ConfigProblem> problems) {
        this.folder = folder;
        this.problems = problems;
    }

    Authorities authorities(Map<String, String> values) {
        Map<String, String> uris = new TreeMap<>();
        Path file = folder.resolve("authorities.csv");
        if (Files.exists(file)) {
            for (List<String> row : rows(file, "namespace,uri")) {
                uris.put(row.get(0), row.get(1));
            }
        }
        values.forEach((key, value) -> {
            if (key.startsWith(AUTHORITY)) {
                uris.put(key.substring(AUTHORITY.length()), value);
            }
        });
        return new Authorities(uris);
    }

    CodeMaps codes() {
        Map<String, CodeMap> maps = new TreeMap<>();
        Path codes = folder.resolve("codes");
        if (Files.isDirectory(codes)) {
            for (Path file : files(codes)) {
                maps.put(file.getFileName().toString().replace(".csv", ""), codes(file));
            }
        }
        return new CodeMaps(maps);
    }

    private CodeMap codes(Path file) {
        try {
            CodeMapFile read = CodeMapFile.read(Files.readString(file));
            for (CodeMapFile.Problem problem : read.problems()) {
                problems.add(new ConfigProblem(
                        file.toString(), "line " + problem.line() + " " + problem.what(), problem.remedy()));
            }
            return read.map();
        } catch (IOException e) {
            problems.add(new ConfigProblem(file.toString(), "cannot be read", "give a readable CSV file in UTF-8"));
            return new CodeMap(Map.of());
        }
    }

    private static List<Path> files(Path codes) {
        try (Stream<Path> files = Files.list(codes)) {
            return files.filter(file -> {
                        String name = file.getFileName().toString();
                        return name.endsWith(".csv") && !name.endsWith(".spec.csv");
                    })
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The rows after the header, each with as many cells as the header has. */
    private List<List<String>> rows(Path file, String header) {
        List<String> lines;
        try {
            lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            problems.add(new ConfigProblem(file.toString(), "cannot be read", "give a readable CSV file in UTF-8"));
            return List.of();
        }
        int width = header.split(",").length;
        List<List<String>> rows = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (i == 0 && !line.equals(header)) {
                problems.add(new ConfigProblem(file.toString(), "line 1 is not the header", "begin it with " + header));
            }
            if (i == 0 || line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            List<String> cells = CsvLine.cells(line);
            if (cells.size() != width) {
                problems.add(new ConfigProblem(
                        file.toString(),
                        "line " + (i + 1) + " has " + cells.size() + " cells",
                        "give " + width + ": " + header));
            } else {
                rows.add(cells);
            }
        }
        return rows;
    }
}
