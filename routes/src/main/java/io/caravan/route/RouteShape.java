package io.caravan.route;

import io.caravan.message.DataClass;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One route of a file, as far as its promises depend on it.
 *
 * @param enabled whether its precondition holds
 * @param deadLetters where its failures go; null = nowhere
 * @param steps in their order, those within choices and filters marked as such
 */
record RouteShape(
        RouteFile file,
        int line,
        String id,
        boolean enabled,
        Uri from,
        @Nullable Uri deadLetters,
        List<Step> steps) {

    /** A step. {@code uri} only for {@code to}. */
    record Step(
            String kind,
            int line,
            boolean conditional,
            boolean looksAtBody,
            String bean,
            @Nullable Uri uri) {}

    /**
     * An endpoint.
     *
     * @param options from its query and its parameters
     */
    record Uri(int line, String scheme, String path, Map<String, String> options) {
        private static final Pattern FORM = Pattern.compile("([a-z][a-z0-9]*):(?://)?([^?]*)(?:\\?(.*))?");

        static @Nullable Uri of(int line, String text, Map<String, String> parameters) {
            Matcher matcher = FORM.matcher(text);
            if (!matcher.matches()) {
                return null;
            }
            Map<String, String> options = new LinkedHashMap<>();
            if (matcher.group(3) != null) {
                for (String pair : matcher.group(3).split("&")) {
                    int equals = pair.indexOf('=');
                    options.put(
                            equals < 0 ? pair : pair.substring(0, equals),
                            equals < 0 ? "" : pair.substring(equals + 1));
                }
            }
            options.putAll(parameters);
            return new Uri(line, matcher.group(1), matcher.group(2), options);
        }

        boolean is(String wanted) {
            return scheme.equals(wanted);
        }

        boolean isFeed() {
            return is("netty") || is("file") || is("kafka");
        }

        /** Whether the path is a data class. */
        boolean namesClass() {
            return Arrays.stream(DataClass.values())
                    .anyMatch(dataClass -> dataClass.label().equals(path));
        }

        @Override
        public String toString() {
            return scheme + ":" + path;
        }
    }

    /** The last step, if it is done for every message. */
    @Nullable
    Step last() {
        Step last = steps.isEmpty() ? null : steps.get(steps.size() - 1);
        return last == null || last.conditional() ? null : last;
    }

    /** What may stand in a route file, and what may be set there. */
    static final class Allowed {
        static final Set<String> ROUTE = Set.of(
                "id", "description", "note", "group", "routeConfigurationId", "precondition", "errorHandler", "from");
        static final Set<String> FROM = Set.of("id", "description", "note", "uri", "parameters", "steps");
        static final Set<String> BRANCH =
                Set.of("id", "description", "note", "expression", "simple", "constant", "exchangeProperty", "steps");
        static final Set<String> LANGUAGES = Set.of("simple", "constant", "exchangeProperty");

        static final Map<String, Set<String>> STEPS = Map.of(
                "to", Set.of("id", "description", "note", "uri", "parameters"),
                "bean", Set.of("id", "description", "note", "ref", "method"),
                "throttle", Set.of("id", "description", "note", "mode", "expression", "simple", "constant"),
                "choice", Set.of("id", "description", "note", "when", "otherwise"),
                "filter", BRANCH,
                "setProperty",
                        Set.of(
                                "id",
                                "description",
                                "note",
                                "name",
                                "expression",
                                "simple",
                                "constant",
                                "exchangeProperty"),
                "log", Set.of("id", "description", "note", "message", "loggingLevel"),
                "stop", Set.of("id", "description", "note"));

        static final Map<String, Set<String>> OPTIONS = Map.of(
                "netty", Set.of("backlog", "receiveBufferSize", "sendBufferSize"),
                "file",
                        Set.of(
                                "include",
                                "exclude",
                                "antInclude",
                                "antExclude",
                                "includeExt",
                                "excludeExt",
                                "delay",
                                "initialDelay",
                                "maxMessagesPerPoll"),
                "kafka",
                        Set.of(
                                "brokers",
                                "groupId",
                                "clientId",
                                "groupInstanceId",
                                "consumersCount",
                                "maxPollRecords",
                                "maxPollIntervalMs",
                                "sessionTimeoutMs",
                                "fetchMaxBytes",
                                "autoOffsetReset",
                                "topicIsPattern",
                                "securityProtocol",
                                "saslMechanism",
                                "saslJaasConfig",
                                "sslTruststoreLocation",
                                "sslTruststorePassword",
                                "sslTruststoreType",
                                "sslKeystoreLocation",
                                "sslKeystorePassword",
                                "sslKeystoreType",
                                "sslKeyPassword",
                                "sslEndpointAlgorithm"),
                "journal", Set.of("source"),
                "backfill", Set.of(),
                "direct", Set.of(),
                "target", Set.of(),
                "deadletter", Set.of(),
                "hl7edit", Set.of("field", "value", "from", "to", "segment", "rule"));

        /** What a condition may look at: enough for HL7 fields, too little to run code. */
        private static final Pattern LOOK = Pattern.compile("body\\.(?:type|event|controlId)\\(\\)"
                + "|body\\.first\\('[A-Z][A-Z0-9]{2}'\\)\\.text\\(\\d{1,3}(?:, ?\\d{1,3})?\\)"
                + "|exchangeProperty\\.[A-Za-z][A-Za-z0-9_-]*");

        private static final Pattern FUNCTION = Pattern.compile("\\$(?:simple)?\\{([^}]*)}");

        private Allowed() {}

        /** What a text in the simple language calls beyond what it may. */
        static List<String> forbiddenFunctions(String text) {
            List<String> forbidden = new ArrayList<>();
            Matcher matcher = FUNCTION.matcher(text);
            while (matcher.find()) {
                if (!LOOK.matcher(matcher.group(1)).matches()) {
                    forbidden.add(matcher.group(1));
                }
            }
            return forbidden;
        }

        static boolean looksAtBody(String text) {
            Matcher matcher = FUNCTION.matcher(text);
            while (matcher.find()) {
                if (matcher.group(1).startsWith("body")) {
                    return true;
                }
            }
            return false;
        }

        static String listed(Set<String> names) {
            return String.join(", ", new TreeSet<>(names));
        }
    }
}
