package io.caravan.route;

import io.caravan.route.RouteShape.Allowed;
import io.caravan.route.RouteShape.Step;
import io.caravan.route.RouteShape.Uri;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the routes of one file and refuses what may not stand in it. */
final class RouteReader {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{\\??([^}:]+)(:[^}]*)?}}");
    private static final Pattern PROPERTY = Pattern.compile("[a-z][A-Za-z0-9]*");

    private final RouteFile file;
    private final Properties placeholders;
    private final Set<String> beans;
    private final List<RouteProblem> problems = new ArrayList<>();

    RouteReader(RouteFile file, Properties placeholders, Set<String> beans) {
        this.file = file;
        this.placeholders = placeholders;
        this.beans = beans;
    }

    List<RouteProblem> problems() {
        return problems;
    }

    private void problem(int line, String message) {
        problems.add(new RouteProblem(file.path(), line, message));
    }

    List<RouteShape> read() {
        List<RouteShape> routes = new ArrayList<>();
        try {
            YamlNode root = YamlNode.parse(file.text());
            if (root.items().isEmpty()) {
                problem(root.line(), "the file must be a list of routes");
            }
            for (YamlNode item : root.items()) {
                for (YamlNode.Entry entry : item.entries()) {
                    if (entry.key().equals("route")) {
                        route(entry).ifPresent(routes::add);
                    } else {
                        problem(entry.line(), "\"" + entry.key() + "\" may not stand in a route file; only route may");
                    }
                }
            }
            placeholders(root);
        } catch (YamlNode.Malformed e) {
            problem(e.line(), e.getMessage() == null ? "this is not YAML" : e.getMessage());
        }
        return routes;
    }

    private void placeholders(YamlNode root) {
        for (YamlNode scalar : root.scalars()) {
            Matcher matcher = PLACEHOLDER.matcher(scalar.text());
            while (matcher.find()) {
                if (matcher.group(2) == null && !placeholders.containsKey(matcher.group(1))) {
                    problem(scalar.line(), "nothing gives a value for {{" + matcher.group(1) + "}}");
                }
            }
        }
    }

    private Optional<RouteShape> route(YamlNode.Entry entry) {
        YamlNode route = entry.value();
        keys(route, Allowed.ROUTE, "a route");
        String id = route.text("id");
        if (id.isEmpty()) {
            problem(entry.line(), "the route needs an id");
        }
        if (!route.text("routeConfigurationId").equals(DurableDelivery.ID)) {
            problem(entry.line(), "the route needs routeConfigurationId: " + DurableDelivery.ID);
        }
        boolean enabled = enabled(route);
        Optional<YamlNode> from = route.find("from");
        if (from.isEmpty()) {
            problem(entry.line(), "the route needs from");
            return Optional.empty();
        }
        keys(from.get(), Allowed.FROM, "from");
        Uri uri = uri(from.get());
        Uri deadLetters = deadLetters(route);
        List<Step> steps = new ArrayList<>();
        steps(from.get(), false, steps);
        return uri == null
                ? Optional.empty()
                : Optional.of(new RouteShape(file, entry.line(), id, enabled, uri, deadLetters, steps));
    }

    private boolean enabled(YamlNode route) {
        Optional<YamlNode> condition = route.find("precondition");
        if (condition.isEmpty()) {
            return true;
        }
        Matcher placeholder = PLACEHOLDER.matcher(condition.get().text());
        if (!placeholder.matches()) {
            problem(condition.get().line(), "precondition must be one placeholder, e.g. {{file.adt.enabled}}");
            return true;
        }
        return Boolean.parseBoolean(placeholders.getProperty(placeholder.group(1)));
    }

    private @Nullable Uri deadLetters(YamlNode route) {
        Optional<YamlNode> handler = route.find("errorHandler");
        if (handler.isEmpty()) {
            return null;
        }
        keys(handler.get(), Set.of("id", "deadLetterChannel"), "errorHandler");
        Optional<YamlNode> channel = handler.get().find("deadLetterChannel");
        if (channel.isEmpty()) {
            return null;
        }
        keys(channel.get(), Set.of("id", "deadLetterUri"), "deadLetterChannel");
        return Uri.of(channel.get().line(), channel.get().text("deadLetterUri"), Map.of());
    }

    private void steps(YamlNode owner, boolean conditional, List<Step> found) {
        for (YamlNode step : owner.find("steps").map(YamlNode::items).orElse(List.of())) {
            for (YamlNode.Entry entry : step.entries()) {
                Set<String> allowed = Allowed.STEPS.get(entry.key());
                if (allowed == null) {
                    problem(
                            entry.line(),
                            "the step " + entry.key() + " may not be used; these may: "
                                    + Allowed.listed(Allowed.STEPS.keySet()));
                } else {
                    if (entry.value().isMapping()) {
                        keys(entry.value(), allowed, entry.key());
                    }
                    step(entry, conditional, found);
                }
            }
        }
    }

    private void step(YamlNode.Entry entry, boolean conditional, List<Step> found) {
        YamlNode step = entry.value();
        String kind = entry.key();
        boolean looksAtBody = expression(step);
        switch (kind) {
            case "to" -> {
                Uri uri = uri(step);
                if (uri != null) {
                    found.add(new Step(kind, entry.line(), conditional, false, "", uri));
                }
            }
            case "bean" -> {
                bean(entry);
                found.add(new Step(kind, entry.line(), conditional, false, step.text("ref"), null));
            }
            case "choice" -> {
                found.add(new Step(kind, entry.line(), conditional, branchesLookAtBody(step), "", null));
                step.find("when").map(YamlNode::items).orElse(List.of()).forEach(when -> steps(when, true, found));
                step.find("otherwise").ifPresent(otherwise -> steps(otherwise, true, found));
            }
            case "filter" -> {
                found.add(new Step(kind, entry.line(), conditional, looksAtBody, "", null));
                steps(step, true, found);
            }
            case "setProperty" -> {
                String name = step.text("name");
                if (!PROPERTY.matcher(name).matches() || name.equals(Delivery.SOURCE_PROPERTY)) {
                    problem(entry.line(), "the property \"" + name + "\" may not be set in a route");
                }
                found.add(new Step(kind, entry.line(), conditional, looksAtBody, "", null));
            }
            case "log" -> {
                log(entry);
                found.add(new Step(kind, entry.line(), conditional, false, "", null));
            }
            default -> found.add(new Step(kind, entry.line(), conditional, looksAtBody, "", null));
        }
    }

    private void bean(YamlNode.Entry entry) {
        String ref = entry.value().text("ref");
        if (!beans.contains(ref)) {
            problem(entry.line(), "the bean \"" + ref + "\" may not be used; these may: " + Allowed.listed(beans));
        } else if (!entry.value().text("method").equals("map")) {
            problem(entry.line(), "the method of " + ref + " is map");
        }
    }

    private void log(YamlNode.Entry entry) {
        String message = entry.value().isMapping()
                ? entry.value().text("message")
                : entry.value().text();
        if (Allowed.looksAtBody(message)) {
            problem(entry.line(), "a log line must not tell what a message holds");
        }
        functions(entry.line(), message);
    }

    private boolean branchesLookAtBody(YamlNode choice) {
        boolean looks = false;
        for (YamlNode when : choice.find("when").map(YamlNode::items).orElse(List.of())) {
            keys(when, Allowed.BRANCH, "when");
            looks |= expression(when);
        }
        choice.find("otherwise").ifPresent(otherwise -> keys(otherwise, Allowed.BRANCH, "otherwise"));
        return looks;
    }

    /** Checks the expression of a step, if it has one; whether it looks at the message. */
    private boolean expression(YamlNode step) {
        boolean looks = false;
        List<YamlNode.Entry> languages =
                new ArrayList<>(step.find("expression").map(YamlNode::entries).orElse(List.of()));
        step.entries().stream()
                .filter(entry -> Allowed.LANGUAGES.contains(entry.key()))
                .forEach(languages::add);
        for (YamlNode.Entry language : languages) {
            if (!Allowed.LANGUAGES.contains(language.key())) {
                problem(
                        language.line(),
                        "the language " + language.key() + " may not be used; these may: "
                                + Allowed.listed(Allowed.LANGUAGES));
            }
            if (language.value().isMapping()) {
                keys(language.value(), Set.of("id", "expression"), language.key());
            }
            String text = language.value().isMapping()
                    ? language.value().text("expression")
                    : language.value().text();
            if (language.key().equals("simple")) {
                functions(language.line(), text);
                looks |= Allowed.looksAtBody(text);
            }
        }
        return looks;
    }

    private void functions(int line, String text) {
        for (String function : Allowed.forbiddenFunctions(text)) {
            problem(
                    line,
                    "${" + function + "} may not be used; these may: ${body.type()}, ${body.event()}, "
                            + "${body.first('PV1').text(3, 4)}, ${exchangeProperty.name}");
        }
    }

    private @Nullable Uri uri(YamlNode owner) {
        String text = owner.isMapping() ? owner.text("uri") : owner.text();
        int line = owner.find("uri").map(YamlNode::line).orElse(owner.line());
        Map<String, String> parameters = new LinkedHashMap<>();
        for (YamlNode.Entry entry :
                owner.find("parameters").map(YamlNode::entries).orElse(List.of())) {
            parameters.put(entry.key(), filled(entry.value().text()));
        }
        Uri uri = Uri.of(line, text, parameters);
        if (uri == null) {
            problem(line, "\"" + text + "\" is not the address of an endpoint");
            return null;
        }
        if (!Allowed.OPTIONS.containsKey(uri.scheme())) {
            problem(
                    line,
                    "the component " + uri.scheme() + " may not be used; these may: "
                            + Allowed.listed(Allowed.OPTIONS.keySet()));
            return null;
        }
        return uri;
    }

    /** With the values of its placeholders, as far as there are any. */
    private String filled(String text) {
        return PLACEHOLDER
                .matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(placeholders.getProperty(found.group(1), found.group())));
    }

    private void keys(YamlNode node, Set<String> allowed, String what) {
        for (YamlNode.Entry entry : node.entries()) {
            if (!allowed.contains(entry.key())) {
                problem(
                        entry.line(),
                        entry.key() + " may not be set in " + what + "; these may: " + Allowed.listed(allowed));
            }
        }
    }
}
