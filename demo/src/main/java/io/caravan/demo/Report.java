package io.caravan.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.caravan.cli.ApiClient;
import io.caravan.cli.StatusTable;
import io.caravan.hospital.Person;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The end of a demo, for whoever watched it. */
final class Report {
    private static final int MOST_LISTED = 1_000;

    private static final Map<String, String> EXPLANATIONS = Map.of(
            "missing-patient-id",
            "names no patient: it belongs to nobody until somebody repairs it",
            "dose-not-a-plain-decimal",
            "\"0,5\" is no dose here: it is never read as 0.5, nor as 5");

    private final DemoSettings settings;
    private final Demo.Access access;
    private final ApiClient client;
    private final Narrator narrator;

    Report(DemoSettings settings, Demo.Access access, Narrator narrator) {
        this.settings = settings;
        this.access = access;
        this.client = access.client();
        this.narrator = narrator;
    }

    void show(Outcome outcome) {
        narrator.line("");
        narrator.line(StatusTable.of(outcome.status()));
        if (outcome.isComplete()) {
            narrator.lines(List.of(
                    "Everything that was sent and every row is accounted for: the residual of each class is zero. Applied decided",
                    "at least one field, superseded came after something newer, merged made two patients one."));
        } else {
            narrator.line("Not everything is as it must be:");
            outcome.problems().forEach(problem -> narrator.line("  " + problem));
        }
        deadLetters();
        story();
        evidence();
    }

    private void deadLetters() {
        Map<String, Integer> kinds = new TreeMap<>();
        for (JsonNode letter : client.get("/api/deadletters?limit=" + MOST_LISTED)) {
            String kind = String.format(
                    "%-12s  %-24s  at %-12s",
                    letter.path("class").asText(),
                    letter.path("code").asText(),
                    letter.path("place").asText());
            kinds.merge(kind, 1, Integer::sum);
        }
        narrator.line("");
        if (kinds.isEmpty()) {
            narrator.line("There are no dead letters: a hospital this small has none of the usual dirt.");
            return;
        }
        narrator.line("Dead letters, each with its original, sealed, and its cause:");
        kinds.forEach((kind, count) -> narrator.line(String.format("%6d  %s  %s", count, kind, explanation(kind))));
    }

    private static String explanation(String kind) {
        return EXPLANATIONS.entrySet().stream()
                .filter(entry -> kind.contains(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("");
    }

    /** One patient of whom an old message came late. */
    private void story() {
        Optional<Person> late = settings.hospital()
                .people()
                .filter(person -> person.dirt().equals(Optional.of(Person.Dirt.LATE)))
                .findFirst();
        late.ifPresent(person -> narrator.lines(List.of(
                "",
                "One of " + Narrator.number(settings.patients()) + ": the old database has " + person.phone()
                        + " as telephone number of patient " + person.mrn() + ". A message of",
                "today said " + person.newPhone() + "; after it, one from three weeks ago came in with 555-000-0000. "
                        + "The target has " + phone(person) + ".")));
    }

    private String phone(Person person) {
        JsonNode bundle = client.get("/fhir/Patient?identifier="
                + URLEncoder.encode(DemoConfig.AUTHORITY + "|" + person.mrn(), StandardCharsets.UTF_8));
        List<String> numbers = new ArrayList<>();
        bundle.path("entry")
                .path(0)
                .path("resource")
                .path("telecom")
                .forEach(telecom -> numbers.add(telecom.path("value").asText()));
        return String.join(", ", numbers);
    }

    private void evidence() {
        JsonNode audit = client.get("/api/audit/verify");
        JsonNode digest = client.get("/api/digest");
        long resources = digest.path("resources").properties().stream()
                .mapToLong(entry -> entry.getValue().asLong())
                .sum();
        narrator.lines(List.of(
                "",
                "The target holds " + Narrator.number(resources)
                        + " FHIR resources. Whatever order messages and rows came in, "
                        + "a demo of this seed and size",
                "ends with the digest " + digest.path("digest").asText() + ".",
                "The audit trail of " + Narrator.count(audit.path("records").asLong(), "record", "records")
                        + (audit.path("intact").asBoolean() ? " is intact." : " is BROKEN.")));
    }

    /** For a demo that stays. */
    void whatNext() {
        String patient =
                DemoConfig.AUTHORITY + "|" + settings.hospital().person(0).mrn();
        List<String> lines = new ArrayList<>(List.of(
                "",
                "Caravan stays up until Ctrl-C. In another terminal:",
                "",
                "  export CARAVAN_URL=" + access.url() + " CARAVAN_USER=" + access.user() + " CARAVAN_PASSWORD="
                        + access.password(),
                "  ./caravan status",
                "  ./caravan deadletter list",
                "  ./caravan finding list",
                "  ./caravan read Patient '" + patient + "'",
                "  curl -su $CARAVAN_USER:$CARAVAN_PASSWORD \"$CARAVAN_URL/fhir/AllergyIntolerance?_count=2\""));
        repair().ifPresent(id -> lines.addAll(List.of(
                "",
                "Repair a dose, and send its message again:",
                "",
                "  ./caravan deadletter edit " + id + " --set RXE-3=0.5 --reason 'the pharmacy confirmed 0.5'",
                "  ./caravan deadletter replay " + id + " --reason 'repaired'")));
        lines.addAll(List.of(
                "",
                "Its folder is " + settings.data() + ": config/ is a whole configuration to look at, logs/ the log.",
                ""));
        narrator.lines(lines);
    }

    /** A letter that whoever watches can repair. */
    private Optional<String> repair() {
        for (JsonNode letter : client.get("/api/deadletters?class=medications&limit=" + MOST_LISTED)) {
            if (letter.path("place").asText().endsWith("RXE-3")) {
                return Optional.of(letter.path("id").asText());
            }
        }
        return Optional.empty();
    }

    /** For a demo that ends. */
    void whatNextAfterTheEnd() {
        narrator.lines(List.of(
                "",
                "Without --exit the demo stays up, to be looked at with the command line, curl and a browser.",
                "Its folder is " + settings.data() + ": config/ is a whole configuration to look at, logs/ the log."));
    }
}
