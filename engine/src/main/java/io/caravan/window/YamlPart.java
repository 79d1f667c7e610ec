package io.caravan.window;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** A part of the YAML text, with the place it stands at, for whoever has to mend it. */
record YamlPart(Node node, String file, String key, Problems problems) {

    int line() {
        return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
    }

    void problem(String text) {
        problems.add(file, line(), key, text);
    }

    /** Where there is nothing after a key. */
    boolean isNothing() {
        return node instanceof ScalarNode scalar && scalar.isPlain() && isNull(scalar.getValue());
    }

    boolean isText() {
        return node instanceof ScalarNode && !isNothing();
    }

    Optional<String> text() {
        if (isText()) {
            return Optional.of(((ScalarNode) node).getValue().strip());
        }
        problem("a text is expected here" + (isNothing() ? ", and there is nothing" : ""));
        return Optional.empty();
    }

    /** The items of a list; what stands alone is a list of one. */
    List<YamlPart> items() {
        if (isNothing()) {
            return List.of();
        }
        if (!(node instanceof SequenceNode sequence)) {
            return List.of(this);
        }
        List<YamlPart> items = new ArrayList<>();
        for (Node item : sequence.getValue()) {
            items.add(new YamlPart(item, file, key + "[" + (items.size() + 1) + "]", problems));
        }
        return items;
    }

    /** By key, as they stand. Two of one key are a problem, as nobody can say which is meant. */
    Map<String, YamlPart> entries() {
        Map<String, YamlPart> entries = new LinkedHashMap<>();
        if (isNothing()) {
            return entries;
        }
        if (!(node instanceof MappingNode mapping)) {
            problem("keys with values are expected here, as in \"key: value\"");
            return entries;
        }
        for (NodeTuple tuple : mapping.getValue()) {
            YamlPart name = new YamlPart(tuple.getKeyNode(), file, key, problems);
            if (!(tuple.getKeyNode() instanceof ScalarNode scalar)) {
                name.problem("a key is a word");
                continue;
            }
            String path = key.isEmpty() ? scalar.getValue() : key + "." + scalar.getValue();
            YamlPart before =
                    entries.putIfAbsent(scalar.getValue(), new YamlPart(tuple.getValueNode(), file, path, problems));
            if (before != null) {
                new YamlPart(tuple.getKeyNode(), file, path, problems)
                        .problem("stands here a second time; the first is in line " + before.line());
            }
        }
        return entries;
    }

    /** Those of known keys; every other is a problem that names what may be meant. */
    Map<String, YamlPart> entries(Set<String> known) {
        Map<String, YamlPart> entries = entries();
        for (Map.Entry<String, YamlPart> entry : entries.entrySet()) {
            if (!known.contains(entry.getKey())) {
                entry.getValue()
                        .problem("\"" + entry.getKey() + "\" is not a key here; "
                                + Nearest.to(entry.getKey(), known)
                                        .map(near -> "did you mean " + near + "?")
                                        .orElse("known are "
                                                + String.join(
                                                        ", ",
                                                        known.stream().sorted().toList())));
            }
        }
        return entries;
    }

    private static boolean isNull(String value) {
        return value.isEmpty() || "null".equals(value) || "~".equals(value);
    }
}
