package io.caravan.config;

import io.caravan.message.DataClass;
import io.caravan.message.SourceDeclaration;
import io.caravan.message.SourceDeclaration.AllergySeverity;
import io.caravan.message.SourceDeclaration.Authorities;
import io.caravan.message.SourceDeclaration.CancelRequest;
import io.caravan.message.SourceDeclaration.ErrorPolicy;
import io.caravan.message.SourceDeclaration.ListMode;
import io.caravan.message.SourceDeclaration.MissingReportStatus;
import java.nio.charset.Charset;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reads what is declared about each source. What decides the meaning of its records must be declared: a guessed time zone or
 * a guessed list mode would be wrong silently.
 */
final class SourceReader {
    private final Given given;
    private final List<ConfigProblem> problems;

    /** @param problems takes what is wrong */
    SourceReader(Given given, List<ConfigProblem> problems) {
        this.given = given;
        this.problems = problems;
    }

    /** A source of messages. */
    SourceDeclaration live(String name, DataClass dataClass) {
        List<String> needed =
                new ArrayList<>(List.of("zone", "master-identifier-type", "error-policy", "processing-id"));
        switch (dataClass) {
            case ADT ->
                needed.addAll(List.of(
                        "al1-mode",
                        "iam-mode",
                        "dg1-mode",
                        "nk1-mode",
                        "in1-mode",
                        "allergy-severity",
                        "demographics"));
            case ORDERS, MEDICATIONS -> needed.add("cancel-request");
            case LABS -> {}
        }
        return read(name, dataClass, needed);
    }

    /**
     * A legacy database; its patient numbers name no authority themselves.
     *
     * @param dataClass the first of those that are read from it
     */
    SourceDeclaration database(String name, DataClass dataClass) {
        return read(name, dataClass, List.of("zone", "authority.patient"));
    }

    private SourceDeclaration read(String name, DataClass dataClass, List<String> needed) {
        for (String declaration : needed) {
            if (find(name, declaration).isEmpty()) {
                problems.add(missing(name, declaration, dataClass));
            }
        }
        SourceDeclaration.Builder source = SourceDeclaration.of(name, dataClass)
                .authorities(authorities(name))
                .al1Mode(mode(name, "al1-mode", ListMode.SNAPSHOT))
                .iamMode(mode(name, "iam-mode", ListMode.ACTION))
                .charset(find(name, "charset")
                        .filter(charset -> right(name, "charset"))
                        .map(Charset::forName))
                .link(link(name))
                .conventions(conventions(name));
        find(name, "zone").filter(zone -> right(name, "zone")).map(ZoneId::of).ifPresent(source::zone);
        find(name, "master-identifier-type").ifPresent(source::masterIdentifierType);
        find(name, "processing-id").ifPresent(source::processingId);
        find(name, "demographics").map("authority"::equals).ifPresent(source::demographicsAuthority);
        if (text(name, "allergy-severity").equals("reaction")) {
            source.allergySeverity(AllergySeverity.REACTION);
        }
        if (text(name, "cancel-request").equals("requestOnly")) {
            source.cancelRequest(CancelRequest.REQUEST_ONLY);
        }
        if (text(name, "error-policy").equals("source-owns")) {
            source.errorPolicy(ErrorPolicy.SOURCE_OWNS);
        }
        if (text(name, "missing-report-status").equals("unknown")) {
            source.missingReportStatus(MissingReportStatus.UNKNOWN);
        }
        return source.build();
    }

    private Authorities authorities(String name) {
        return new Authorities(
                text(name, "authority.patient"),
                text(name, "authority.visit"),
                text(name, "authority.placer"),
                text(name, "authority.filler"),
                text(name, "pid-18").equals("visit"));
    }

    private SourceDeclaration.Conventions conventions(String name) {
        SourceDeclaration.Conventions shipped = SourceDeclaration.Conventions.SHIPPED;
        return new SourceDeclaration.Conventions(
                switch (text(name, "time-offset")) {
                    case "msh7Offset" -> SourceDeclaration.TimeOffset.MSH7_OFFSET;
                    case "siteZone" -> SourceDeclaration.TimeOffset.SITE_ZONE;
                    default -> shipped.timeOffset();
                },
                mode(name, "dg1-mode", shipped.dg1Mode()),
                mode(name, "nk1-mode", shipped.nk1Mode()),
                mode(name, "in1-mode", shipped.in1Mode()),
                text(name, "deleted-visit").equals("ignore")
                        ? SourceDeclaration.DeletedVisit.IGNORE
                        : SourceDeclaration.DeletedVisit.ERROR);
    }

    private SourceDeclaration.Link link(String name) {
        return new SourceDeclaration.Link(
                names(name, "receiving-application"),
                names(name, "receiving-facility"),
                text(name, "sequence-numbers").equals("true"),
                find(name, "continuation-seconds")
                        .filter(seconds -> right(name, "continuation-seconds"))
                        .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)))
                        .orElse(SourceDeclaration.Link.USUAL.continuationTimeout()));
    }

    private Set<String> names(String name, String declaration) {
        return find(name, declaration)
                .map(value ->
                        Arrays.stream(value.split(",", -1)).map(String::strip).collect(Collectors.toSet()))
                .orElse(Set.of());
    }

    private ListMode mode(String name, String declaration, ListMode fallback) {
        return find(name, declaration)
                .map(value -> value.equals("snapshot") ? ListMode.SNAPSHOT : ListMode.ACTION)
                .orElse(fallback);
    }

    private String text(String name, String declaration) {
        return find(name, declaration).orElse("");
    }

    private Optional<String> find(String name, String declaration) {
        return Optional.ofNullable(given.values().get("source." + name + "." + declaration));
    }

    /** Whether the value is one that its key takes; that it is not is reported elsewhere, once. */
    private boolean right(String name, String declaration) {
        return find(name, declaration)
                .map(value -> ConfigKeys.get("source.<name>." + declaration)
                        .kind()
                        .remedy()
                        .apply(value)
                        .isEmpty())
                .orElse(false);
    }

    private static ConfigProblem missing(String name, String declaration, DataClass dataClass) {
        ConfigKey key = ConfigKeys.get("source.<name>." + declaration);
        return new ConfigProblem(
                "source." + name + "." + declaration,
                "is not declared, and decides what " + dataClass.label() + " records mean",
                "declare it (" + key.kind().label() + "): " + key.meaning());
    }
}
