package io.caravan.route;

import io.caravan.backfill.Backfill;
import io.caravan.backfill.Watermark;
import io.caravan.deadletter.Rehearsals;
import io.caravan.dispatch.Dispatcher;
import io.caravan.dispatch.Dispatcher.Completion;
import io.caravan.hl7.BatchFile;
import io.caravan.hl7.Hl7Message;
import io.caravan.hl7.MessageHead;
import io.caravan.hl7.Problem;
import io.caravan.journal.JournalEntry;
import io.caravan.ledger.Ledger;
import io.caravan.ledger.Work;
import io.caravan.map.Mapped;
import io.caravan.message.Rejected;
import io.caravan.route.ClassComponent.ClassEndpoint;
import java.io.IOException;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.support.DefaultConsumer;
import org.jspecify.annotations.Nullable;

/** {@code journal:adt} as a beginning: one exchange for each message in custody, in order for each patient. */
final class JournalConsumer extends DefaultConsumer {

    /** What happens to entries, shared by the consumers of all classes. */
    record Ports(
            Dispatcher dispatcher,
            Ledger ledger,
            LetterBox letters,
            Desks desks,
            ClassHealth health,
            Arrival arrival) {}

    /** What is done with an entry before its content is looked at, and after it ended. */
    record Arrival(
            Reception reception,
            Assembly assembly,
            Waiting waiting,
            LaterAnswers later,
            Backfill backfill,
            Rehearsals rehearsals) {}

    /** The rule by which a message counts as excluded when its route ends it on purpose, e.g. by a filter. */
    static final String ENDED_BY_ROUTE = "route";

    /** The rule by which a repaired batch counts as excluded: its messages have come into the journal one by one. */
    static final String TAKEN_APART = "batch";

    private final ClassEndpoint endpoint;
    private final Ports ports;
    private @Nullable AutoCloseable subscription;
    private @Nullable AutoCloseable stage;

    JournalConsumer(ClassEndpoint endpoint, Processor processor, Ports ports) {
        super(endpoint, processor);
        this.endpoint = endpoint;
        this.ports = ports;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        subscription = ports.dispatcher().start(endpoint.dataClass(), this::handle);
        stage = ports.arrival()
                .rehearsals()
                .attach(endpoint.dataClass(), new Stage(ports.desks(), ports.letters(), this::rehearse));
    }

    @Override
    protected void doStop() throws Exception {
        if (stage != null) {
            stage.close();
            stage = null;
        }
        if (subscription != null) {
            subscription.close();
            subscription = null;
        }
        super.doStop();
    }

    private void handle(JournalEntry entry, Completion completion) {
        String controlId = "";
        String step = "receive";
        try {
            Desk desk = ports.desks().get(entry.source());
            MessageHead head = desk.head(entry.payload());
            if (head.isBatch() && !head.isAbsent()) {
                step = "batch";
                batch(desk, entry, completion);
                return;
            }
            controlId = head.controlId();
            step = "parse";
            desk.admit(head).problem().ifPresent(JournalConsumer::reject);
            step = "decode";
            arrived(desk, head, entry, completion);
        } catch (RuntimeException e) {
            Delivery delivery = Delivery.ofEntry(entry, controlId);
            ports.letters().put(delivery, step, e);
            end(delivery, completion);
        }
    }

    private void arrived(Desk desk, MessageHead head, JournalEntry entry, Completion completion) {
        Assembly.Found found = ports.arrival().assembly().find(desk, head, entry);
        switch (found.step()) {
            case WAIT ->
                ports.arrival()
                        .waiting()
                        .again(entry, () -> handle(entry, completion), () -> completion.again("stopping"));
            case PART -> exclude(Delivery.ofEntry(entry, head.controlId()), Assembly.CONTINUATION, completion);
            case GO -> {
                Hl7Message message = desk.decode(found.payload());
                Delivery delivery = Delivery.ofEntry(entry, message.controlId());
                if (isWatermark(desk, entry, message)) {
                    exclude(delivery, Watermark.RULE, completion);
                } else {
                    route(delivery, message, completion);
                }
            }
        }
    }

    private boolean isWatermark(Desk desk, JournalEntry entry, Hl7Message message) {
        return ports.arrival()
                .backfill()
                .feed()
                .arrived(entry.dataClass(), message, desk.eventMicros(message), entry.receivedMicros());
    }

    /** A batch that was kept as one, because its counts are wrong; when they were put right, it is taken message by message. */
    private void batch(Desk desk, JournalEntry entry, Completion completion) {
        BatchFile.problem(entry.payload()).ifPresent(JournalConsumer::reject);
        Iterator<byte[]> messages = BatchFile.split(entry.payload()).iterator();
        try {
            ports.arrival()
                    .reception()
                    .takeAll(desk, () -> messages.hasNext() ? Optional.of(messages.next()) : Optional.empty());
            exclude(Delivery.ofEntry(entry, ""), TAKEN_APART, completion);
        } catch (IOException | InterruptedException | IllegalStateException stopping) {
            completion.again(ClassHealth.kind(stopping));
        }
    }

    private static void reject(Problem problem) {
        throw new Rejected(problem.hl7Code(), problem.code(), problem.place());
    }

    private void route(Delivery delivery, Hl7Message message, Completion completion) {
        Exchange exchange = createExchange(false);
        delivery.putInto(exchange);
        exchange.getIn().setBody(message);
        getAsyncProcessor().process(exchange, doneSync -> {
            try {
                ended(exchange, delivery, completion);
            } finally {
                releaseExchange(exchange, false);
            }
        });
    }

    /** Through the same steps, on the caller's thread. */
    private Optional<Exception> rehearse(Delivery delivery, Hl7Message message) throws Exception {
        Exchange exchange = createExchange(false);
        try {
            delivery.putInto(exchange);
            exchange.getIn().setBody(message);
            getProcessor().process(exchange);
            return Optional.ofNullable(exchange.getException());
        } finally {
            releaseExchange(exchange, false);
        }
    }

    private void ended(Exchange exchange, Delivery delivery, Completion completion) {
        if (delivery.end() != Delivery.End.UNDER_WAY) {
            end(delivery, completion);
        } else if (exchange.getException() != null) {
            ports.letters().put(delivery, exchange.getException());
            end(delivery, completion);
        } else {
            exclude(delivery, ENDED_BY_ROUTE, completion);
        }
    }

    /** A message that ends on purpose must leave a trace in the balance, and must not see it again for ever. */
    private void exclude(Delivery delivery, String rule, Completion completion) {
        JournalEntry entry = delivery.entry().orElseThrow();
        Work nothing = new Work(
                entry.id(),
                entry.dataClass(),
                entry.source(),
                delivery.controlId(),
                entry.patientHash(),
                Mapped.excluded(rule));
        CompletableFuture<?> outcome;
        try {
            outcome = ports.ledger().apply(nothing);
        } catch (RuntimeException e) {
            outcome = CompletableFuture.failedFuture(e);
        }
        outcome.whenComplete((result, failure) -> {
            if (failure == null) {
                delivery.done();
            } else {
                delivery.again(failure);
            }
            end(delivery, completion);
        });
    }

    private void end(Delivery delivery, Completion completion) {
        if (delivery.end() == Delivery.End.DONE) {
            ports.health().succeeded(delivery.dataClass());
            completion.done();
            delivery.entry().ifPresent(entry -> ports.arrival().later().ended(entry.id()));
        } else {
            Throwable cause = delivery.cause().orElseGet(() -> new IllegalStateException("no outcome"));
            ports.health().failed(delivery.dataClass(), cause);
            completion.again(ClassHealth.kind(cause));
        }
    }
}
