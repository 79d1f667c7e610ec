package io.caravan.window;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads the windows that people wrote. It is strict: what it does not understand is a problem, never left out. */
public final class PlanReader {
    static final String FILE = "windows.yaml";

    private static final String WINDOWS = "windows";
    private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9-]{0,39}");
    private static final int MOST_WINDOWS = 100;

    private PlanReader() {}

    /**
     * What became of a text.
     *
     * @param plan all of it; empty where there are problems
     */
    public record Outcome(Optional<Plan> plan, List<PlanProblem> problems) {
        public Outcome {
            problems = List.copyOf(problems);
        }
    }

    public static Outcome read(PlanSource source) {
        Problems problems = new Problems();
        Plan plan = new Plan(root(source.text(), problems)
                .map(root -> windows(root, source.calendars()))
                .orElse(List.of()));
        List<PlanProblem> found = problems.list();
        return new Outcome(found.isEmpty() ? Optional.of(plan) : Optional.empty(), found);
    }

    /** @throws WindowRefused naming every problem, one a line */
    public static Plan plan(PlanSource source) {
        Outcome outcome = read(source);
        return outcome.plan()
                .orElseThrow(() -> new WindowRefused(
                        outcome.problems().stream().map(PlanProblem::toString).collect(Collectors.joining("\n"))));
    }

    private static Optional<YamlPart> root(String text, Problems problems) {
        LoadSettings settings = LoadSettings.builder()
                .setLabel(FILE)
                .setMaxAliasesForCollections(20)
                .build();
        try {
            Optional<Node> node = new Compose(settings).composeString(text);
            return node.map(root -> new YamlPart(root, FILE, "", problems));
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(Mark::getLine).orElse(-1) + 1;
            int column = e.getProblemMark().map(Mark::getColumn).orElse(-1) + 1;
            problems.add(FILE, line, "", "is no YAML at column " + column + ": " + e.getProblem());
        } catch (YamlEngineException e) {
            problems.add(FILE, 0, "", "is no YAML: " + e.getMessage());
        } catch (StackOverflowError e) {
            // the parser follows brackets and dashes within one another as deep as they go; nothing of it outlives this
            problems.add(FILE, 0, "", "has lists or keys within one another too often to be windows");
        }
        return Optional.empty();
    }

    private static List<Window> windows(YamlPart root, Map<String, String> calendars) {
        YamlPart all = root.entries(Set.of(WINDOWS)).get(WINDOWS);
        if (all == null) {
            return List.of();
        }
        Calendars read = new Calendars(calendars, root.problems());
        List<Window> windows = new ArrayList<>();
        for (Map.Entry<String, YamlPart> entry : all.entries().entrySet()) {
            if (!ID.matcher(entry.getKey()).matches()) {
                entry.getValue()
                        .problem("\"" + entry.getKey()
                                + "\" is not the name of a window: small letters, digits and hyphens, 40 at most");
            }
            windows.add(new WindowReader(entry.getKey(), entry.getValue(), read).read());
        }
        if (windows.size() > MOST_WINDOWS) {
            all.problem(windows.size() + " windows are too many; there may be " + MOST_WINDOWS);
        }
        return windows;
    }
}
