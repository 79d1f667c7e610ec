package io.caravan.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.caravan.deadletter.DeadLetter;
import io.caravan.journal.Incoming;
import io.caravan.message.DataClass;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.test.junit5.CamelTestSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** In every route file: whatever step fails, its message ends in the dead letters, and the next message goes its way. */
class FailingStepTest extends CamelTestSupport {
    private final MemoryJournal journal = new MemoryJournal();
    private final MemoryLedger ledger = new MemoryLedger();
    private final MemoryDeadLetters deadLetters = new MemoryDeadLetters();

    FailingStepTest() {
        testConfiguration().withUseAdviceWith(true);
    }

    @Override
    protected CamelContext createCamelContext() throws Exception {
        RouteSettings settings = Site.settings(Site.ROUTES);
        RoutePorts ports = new RoutePorts(
                journal,
                journal,
                new MemoryBackfill(),
                ledger,
                new RoutePorts.Letters(deadLetters, new MemoryRehearsals()),
                new MemoryLinks(journal, deadLetters).ports(),
                Site.knowledge());
        var made = new Spine(settings, Feeds.of(settings), ports, InstantSource.system()).context("failing-step");
        CaravanRoutes.load(made, RouteFile.list(Site.ROUTES));
        return made;
    }

    @ParameterizedTest
    @EnumSource
    void whateverStepFailsTheMessageIsADeadLetter(DataClass dataClass) throws Exception {
        List<String> steps = new ArrayList<>();
        for (String routeId : List.of(dataClass.label() + "-live", dataClass.label())) {
            RouteDefinition route = ((ModelCamelContext) context()).getRouteDefinition(routeId);
            List<String> ids =
                    route.getOutputs().stream().map(ProcessorDefinition::getId).toList();
            AdviceWith.adviceWith(context(), routeId, advice -> {
                for (String id : ids) {
                    advice.weaveById(id).before().process(exchange -> {
                        if (Delivery.of(exchange).controlId().equals(id)) {
                            throw new IllegalStateException("fails at " + Messages.PLANTED);
                        }
                    });
                }
            });
            steps.addAll(ids);
        }
        context().start();

        for (String step : steps) {
            receive(dataClass, step);
        }
        receive(dataClass, "well");

        await().untilAsserted(() -> assertThat(journal.ended()).hasSize(steps.size() + 1));
        assertThat(deadLetters.all()).extracting(DeadLetter::controlId).containsExactlyInAnyOrderElementsOf(steps);
        assertThat(ledger.works())
                .singleElement()
                .satisfies(work -> assertThat(work.controlId()).isEqualTo("well"));
    }

    private void receive(DataClass dataClass, String controlId) {
        byte[] payload = Messages.of(dataClass, controlId).getBytes(StandardCharsets.ISO_8859_1);
        journal.accept(new Incoming(dataClass, dataClass.label(), controlId, "", payload, "AA"))
                .join();
    }
}
