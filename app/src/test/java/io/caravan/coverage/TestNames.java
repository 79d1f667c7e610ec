package io.caravan.coverage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads the names of tests from their sources: modules cannot see each other's test classes. */
final class TestNames {
    /** A display name (JUnit) or label (jqwik), then whatever annotations there are, then the method. */
    private static final Pattern NAMED = Pattern.compile(
            "@(?:DisplayName|Label)\\(\\s*((?:\"(?:[^\"\\\\]|\\\\.)*\"\\s*\\+?\\s*)+)\\)(.*?)\\bvoid\\s+(\\w+)\\s*\\(",
            Pattern.DOTALL);

    private static final Pattern PART = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");

    private TestNames() {}

    /** @param root of the repository */
    static List<RuleTest> read(Path root) {
        List<RuleTest> tests = new ArrayList<>();
        try (Stream<Path> modules = Files.list(root)) {
            for (Path module : modules.sorted().toList()) {
                Path sources = module.resolve("src/test/java");
                if (Files.isDirectory(sources)) {
                    readModule(sources, tests);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        tests.sort(Comparator.comparing(RuleTest::name));
        return tests;
    }

    private static void readModule(Path sources, List<RuleTest> tests) throws IOException {
        try (Stream<Path> files = Files.walk(sources)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                String name = file.getFileName().toString();
                readFile(name.substring(0, name.length() - ".java".length()), Files.readString(file), tests);
            }
        }
    }

    static void readFile(String className, String source, List<RuleTest> tests) {
        Matcher named = NAMED.matcher(source);
        while (named.find()) {
            StringBuilder text = new StringBuilder();
            Matcher part = PART.matcher(named.group(1));
            while (part.find()) {
                text.append(part.group(1).replace("\\\"", "\"").replace("\\\\", "\\"));
            }
            if (text.toString().startsWith("§")) {
                tests.add(test(className + "." + named.group(3), text.toString()));
            }
        }
    }

    private static RuleTest test(String name, String text) {
        int colon = text.indexOf(": ");
        if (colon < 0) {
            throw new IllegalArgumentException(
                    name + ": a display name that begins with § goes on with its sections, a colon and a sentence");
        }
        List<String> keys = Arrays.stream(text.substring(0, colon).split(","))
                .map(key -> key.strip().replace("§", ""))
                .toList();
        return new RuleTest(keys, name, text.substring(colon + 2));
    }
}
