package io.caravan.route;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** A node of a YAML text that knows its line. */
record YamlNode(Node node) {

    /** A key of a mapping with its value. */
    record Entry(String key, int line, YamlNode value) {}

    /** The text is no YAML. */
    static final class Malformed extends Exception {
        private final int line;

        Malformed(String problem, int line) {
            super(problem);
            this.line = line;
        }

        int line() {
            return line;
        }
    }

    /** @throws Malformed naming the line, for a text that is no YAML, is empty, or uses anchors */
    static YamlNode parse(String text) throws Malformed {
        LoadSettings settings = LoadSettings.builder().build();
        try {
            YamlNode root = new YamlNode(
                    new Compose(settings).composeString(text).orElseThrow(() -> new Malformed("the file is empty", 1)));
            root.refuseTricks();
            return root;
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(1);
            String problem = e.getProblem();
            throw new Malformed(problem == null ? "this is not YAML" : problem, line);
        } catch (YamlEngineException e) {
            throw new Malformed("this is not YAML", 1);
        }
    }

    /** What one reader of YAML sees and another does not. */
    private void refuseTricks() throws Malformed {
        if (node.getAnchor().isPresent()) {
            throw new Malformed("anchors may not be used", line());
        }
        for (YamlNode item : items()) {
            item.refuseTricks();
        }
        Set<String> keys = new HashSet<>();
        for (Entry entry : entries()) {
            if (!keys.add(entry.key())) {
                throw new Malformed("\"" + entry.key() + "\" is there twice", entry.line());
            }
            entry.value().refuseTricks();
        }
    }

    int line() {
        return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
    }

    boolean isMapping() {
        return node instanceof MappingNode;
    }

    /** Empty where this is no mapping. */
    List<Entry> entries() {
        List<Entry> entries = new ArrayList<>();
        if (node instanceof MappingNode mapping) {
            for (NodeTuple tuple : mapping.getValue()) {
                YamlNode key = new YamlNode(tuple.getKeyNode());
                entries.add(new Entry(key.text(), key.line(), new YamlNode(tuple.getValueNode())));
            }
        }
        return entries;
    }

    Optional<YamlNode> find(String key) {
        return entries().stream()
                .filter(entry -> entry.key().equals(key))
                .map(Entry::value)
                .findFirst();
    }

    /** The text under a key; empty where there is none. */
    String text(String key) {
        return find(key).map(YamlNode::text).orElse("");
    }

    /** Empty where this is no list. */
    List<YamlNode> items() {
        return node instanceof SequenceNode sequence
                ? sequence.getValue().stream().map(YamlNode::new).toList()
                : List.of();
    }

    /** Empty where this is no scalar. */
    String text() {
        return node instanceof ScalarNode scalar ? scalar.getValue() : "";
    }

    /** All scalars below this node, keys not included. */
    List<YamlNode> scalars() {
        List<YamlNode> scalars = new ArrayList<>();
        if (node instanceof ScalarNode) {
            scalars.add(this);
        }
        items().forEach(item -> scalars.addAll(item.scalars()));
        entries().forEach(entry -> scalars.addAll(entry.value().scalars()));
        return scalars;
    }
}
