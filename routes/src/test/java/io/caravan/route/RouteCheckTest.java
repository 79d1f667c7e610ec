package io.caravan.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an edit of a route file may do, and what it is refused for. */
class RouteCheckTest {
    @TempDir
    Path folder;

    private String shipped;

    @BeforeEach
    void copyTheShippedFile() throws IOException {
        shipped = Files.readString(Site.ROUTES.resolve("adt.camel.yaml"));
    }

    private List<String> problemsOf(String text) throws IOException {
        Files.writeString(folder.resolve("adt.camel.yaml"), text);
        return new RouteCheck(Site.settings(folder), Site.knowledge(), InstantSource.system())
                .check().stream()
                        .map(problem ->
                                folder.relativize(problem.file()) + ":" + problem.line() + ": " + problem.message())
                        .toList();
    }

    /** The shipped file with a step before the hand-over of the live route. */
    private String withLiveStep(String step) {
        return shipped.replace(
                "      uri: journal:adt\n      steps:\n", "      uri: journal:adt\n      steps:\n" + step.indent(8));
    }

    private int lineOf(String text, String part) {
        return (int) text.substring(0, text.indexOf(part)).lines().count() + (text.startsWith(part) ? 1 : 0);
    }

    @Test
    void aShippedFileIsRight() throws IOException {
        assertThat(problemsOf(shipped)).isEmpty();
    }

    @Test
    void aSiteMayFitItsMessages() throws IOException {
        assertThat(problemsOf(withLiveStep("""
                        - filter:
                            id: no-test-patients
                            expression:
                              simple:
                                expression: "${body.first('PV1').text(2)} == 'T'"
                            steps:
                              - to:
                                  id: exclude-test-patients
                                  uri: hl7edit:exclude
                                  parameters:
                                    rule: test-patients
                        - to:
                            id: visit-class
                            uri: hl7edit:move
                            parameters:
                              from: PV1-18
                              to: PV1-2
                        """))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "uri: target:adt; uri: http://elsewhere; the component http may not be used",
                "uri: target:adt; uri: file:/tmp/out; file: may not be a step of a route",
                "uri: target:adt; uri: target:labs; must reach target:adt, not target:labs",
                "uri: target:adt; uri: target:adt?create=true; the option create may not be set for target:; it takes none",
                "deadLetterUri: deadletter:adt; deadLetterUri: log:gone; deadLetterUri: deadletter:adt",
                "routeConfigurationId: durable-delivery; routeConfigurationId: mine; routeConfigurationId: durable-delivery",
                "ref: adtMapper; ref: java.lang.Runtime; the bean \"java.lang.Runtime\" may not be used",
                "ref: adtMapper; ref: labsMapper; must be mapped before, by the bean adtMapper",
                "ref: adtMapper; beanType: java.lang.Runtime; beanType may not be set in bean",
                "uri: journal:adt; uri: journal:blood; names no data class",
                "mllp.adt.port; mllp.adt.prot; nothing gives a value for {{mllp.adt.prot}}",
                "groupId: caravan-adt; autoCommitEnable: true; the option autoCommitEnable may not be set for kafka:",
                "groupId: caravan-adt; consumersCount: many; a value of a wrong kind",
                "constant:; groovy:; the language groovy may not be used",
                "- throttle:; - wireTap:; the step wireTap may not be used"
            })
    void anEditThatBreaksAPromiseIsRefused(String from, String to, String message) throws IOException {
        String edited = shipped.replace(from, to);

        assertThat(edited).isNotEqualTo(shipped);
        assertThat(problemsOf(edited)).anySatisfy(problem -> assertThat(problem).contains(message));
    }

    @Test
    void theProblemNamesTheLine() throws IOException {
        String edited = shipped.replace("uri: target:adt", "uri: mongodb:adt");

        assertThat(problemsOf(edited))
                .anySatisfy(problem ->
                        assertThat(problem).startsWith("adt.camel.yaml:" + lineOf(edited, "mongodb:adt") + ": "));
    }

    @Test
    void aFilterBeforeTheJournalIsRefused() throws IOException {
        String edited = shipped.replaceFirst("      steps:\n", """
                      steps:
                        - filter:
                            id: lose-some
                            expression:
                              constant:
                                expression: "true"
                """.indent(0));

        assertThat(problemsOf(edited))
                .anySatisfy(problem -> assertThat(problem).contains("must go straight to its journal"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "${body.class.classLoader}",
                "${bean:type:java.lang.Runtime?method=exit}",
                "${camelContext.stop}",
                "${body.segments()}",
                "${sysenv.HOME}"
            })
    void aConditionReachesNoCode(String expression) throws IOException {
        assertThat(problemsOf(withLiveStep("""
                        - filter:
                            id: f
                            expression:
                              simple:
                                expression: "%s == 'x'"
                        """.formatted(expression))))
                .anySatisfy(problem -> assertThat(problem).contains("may not be used; these may: ${body.type()}"));
    }

    @Test
    void aLogLineMustNotTellTheBody() throws IOException {
        assertThat(problemsOf(withLiveStep("- log:\n    id: l\n    message: \"${body.first('PID').text(5)}\"\n")))
                .anySatisfy(problem -> assertThat(problem).contains("must not tell what a message holds"));
    }

    @Test
    void aStepForSegmentsDoesNotStandWhereRowsCome() throws IOException {
        String edited = shipped.replace(
                "      uri: direct:adt\n      steps:\n",
                "      uri: direct:adt\n      steps:\n"
                        + "        - filter:\n            id: f\n            simple: \"${body.event()} == 'A01'\"\n");

        assertThat(problemsOf(edited)).anySatisfy(problem -> assertThat(problem).contains("pages of rows come here"));
    }

    @Test
    void aMessageIsHandedOverOnce() throws IOException {
        assertThat(problemsOf(withLiveStep("- to:\n    id: twice\n    uri: direct:adt\n")))
                .anySatisfy(problem -> assertThat(problem).contains("may only be the last step"));
    }

    @Test
    void twoRoutesDoNotTakeFromOneJournal() throws IOException {
        Files.writeString(folder.resolve("more.camel.yaml"), shipped.replace("id: adt", "id: more"));

        assertThat(problemsOf(shipped))
                .anySatisfy(problem -> assertThat(problem).contains("another route begins with journal:adt"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "- beans:\\n  - name: x; \"beans\" may not stand in a route file",
                "- rest:\\n    get: []; \"rest\" may not stand in a route file",
                "a: [; adt.camel.yaml:",
                "'#'; the file is empty",
                "- route: &x\\n    id: adt; anchors may not be used",
                "- route:\\n    id: a\\n    id: b; \"id\" is there twice"
            })
    void whatIsNoRouteIsRefused(String text, String message) throws IOException {
        assertThat(problemsOf(text.replace("\\n", "\n")))
                .anySatisfy(problem -> assertThat(problem).contains(message));
    }

    @Test
    void whatCamelRefusesIsToldWithTheLineOfItsRoute() throws IOException {
        String edited = withLiveStep("- to:\n    id: e\n    uri: hl7edit:set?field=PID8&value=U\n");

        assertThat(problemsOf(edited))
                .singleElement()
                .satisfies(problem -> assertThat(problem)
                        .startsWith("adt.camel.yaml:" + (lineOf(edited, "id: adt-live") - 1))
                        .contains("\"PID8\" is not a place in a message"));
    }

    @Test
    void aFeedNamesADeclaredSourceOfItsClass() throws IOException {
        Files.writeString(folder.resolve("adt.camel.yaml"), shipped);
        RouteSettings settings = RouteSettings.of(
                folder,
                Map.of(
                        io.caravan.message.DataClass.ADT,
                        new RouteSettings.ClassFeeds(
                                Optional.of(new RouteSettings.MllpFeed(0, "labs")),
                                Optional.empty(),
                                Optional.empty(),
                                10)));

        assertThat(new RouteCheck(settings, Site.knowledge(), InstantSource.system()).check())
                .singleElement()
                .satisfies(problem -> assertThat(problem.message())
                        .isEqualTo("source labs is declared for labs; it cannot feed journal:adt"));
    }
}
