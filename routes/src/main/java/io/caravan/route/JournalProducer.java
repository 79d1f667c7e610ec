package io.caravan.route;

import io.caravan.hl7.BatchFile;
import io.caravan.route.ClassComponent.ClassEndpoint;
import io.netty.channel.ChannelHandlerContext;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.component.file.GenericFile;
import org.apache.camel.component.netty.NettyConstants;
import org.apache.camel.support.DefaultAsyncProducer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code journal:adt?source=name} as an end: takes what a listener, a folder or a topic brings into custody. The body becomes
 * the answer. Headers end here, whatever a sender or a broker put into them.
 */
final class JournalProducer extends DefaultAsyncProducer {
    private static final Logger LOG = LoggerFactory.getLogger(JournalProducer.class);
    private static final byte[] NO_ANSWER = new byte[0];

    private final ClassEndpoint endpoint;
    private final Desks desks;
    private final Reception reception;
    private final int maxMessageBytes;
    private @Nullable Desk started;

    JournalProducer(ClassEndpoint endpoint, Desks desks, Reception reception, int maxMessageBytes) {
        super(endpoint);
        this.endpoint = endpoint;
        this.desks = desks;
        this.reception = reception;
        this.maxMessageBytes = maxMessageBytes;
    }

    /** A feed that is not configured has no source; it is asked for one only when it starts. */
    @Override
    protected void doStart() throws Exception {
        super.doStart();
        started = desks.of(endpoint.dataClass(), endpoint.source());
    }

    private Desk desk() {
        if (started == null) {
            throw new IllegalStateException("journal: has not been started");
        }
        return started;
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        Object body = exchange.getIn().getBody();
        if (!(body instanceof GenericFile<?>) && !(body instanceof List<?>)) {
            message(exchange, callback);
            return false;
        }
        try {
            if (body instanceof GenericFile<?> file) {
                file(exchange, Path.of(file.getAbsoluteFilePath()));
            } else if (body instanceof List<?> records) {
                records(KafkaBatch.of(records));
            }
            exchange.getIn().removeHeaders("*");
            exchange.getIn().setBody(null);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            exchange.setException(e);
        }
        callback.done(true);
        return true;
    }

    private void message(Exchange exchange, AsyncCallback callback) {
        byte[] payload = exchange.getIn().getBody(byte[].class);
        ChannelHandlerContext connection =
                exchange.getIn().getHeader(NettyConstants.NETTY_CHANNEL_HANDLER_CONTEXT, ChannelHandlerContext.class);
        exchange.getIn().removeHeaders("*");
        Executor inTurn = connection == null
                ? Runnable::run
                : ReplyOrder.of(connection.channel()).take()::ready;
        CompletableFuture<Optional<byte[]>> answer;
        try {
            answer = reception.receive(
                    desk(),
                    Objects.requireNonNull(payload, "journal: takes bytes"),
                    connection == null ? Sender.NOBODY : Sender.on(connection.channel()));
        } catch (RuntimeException e) {
            answer = CompletableFuture.failedFuture(e);
        }
        answer.whenComplete((bytes, failure) -> inTurn.execute(() -> {
            if (failure == null) {
                exchange.getIn().setBody(bytes.orElse(NO_ANSWER));
            } else {
                // Without the cause, which may quote the message. The connection is closed: its sender still has it.
                exchange.setException(new IllegalStateException(
                        "no answer, for a " + failure.getClass().getSimpleName()));
            }
            callback.done(false);
        }));
    }

    /**
     * Blocks until the batch is stored. It must not fail: the next batch would commit its offsets past this one's, and its
     * messages would never come again.
     */
    private void records(KafkaBatch batch) throws InterruptedException {
        while (!reception.isClosing()) {
            try {
                reception.takeAll(desk(), batch.messages());
                batch.commitOffsets();
                return;
            } catch (IOException | RuntimeException e) {
                LOG.warn(
                        "A batch of {} waits ({})",
                        endpoint.dataClass().label(),
                        e.getClass().getSimpleName());
                reception.pause();
            }
        }
    }

    /** The whole file becomes one dead letter, which says why; one that is too long for that is only in the folder. */
    private void keepAsOne(Path path) throws IOException, InterruptedException {
        if (Files.size(path) <= maxMessageBytes) {
            Deque<byte[]> whole = new ArrayDeque<>(List.of(Files.readAllBytes(path)));
            reception.takeAll(desk(), () -> Optional.ofNullable(whole.poll()));
        }
    }

    /**
     * Reads the file twice: a batch that was cut short is refused as a whole, as its trailer asks. A file that cannot be taken
     * now stays where it is. That is no failure of the exchange: of those Camel logs the file's name, which may be a patient's.
     */
    private void file(Exchange exchange, Path path) throws InterruptedException {
        try {
            Optional<String> problem;
            try (InputStream in = Files.newInputStream(path)) {
                problem = BatchFile.check(in, maxMessageBytes);
            }
            if (problem.isPresent()) {
                keepAsOne(path);
                TakenFiles.failed(exchange, problem.get());
            } else {
                try (InputStream in = Files.newInputStream(path)) {
                    BatchFile messages = new BatchFile(in, maxMessageBytes);
                    reception.takeAll(desk(), messages::next);
                }
                TakenFiles.done(exchange);
            }
        } catch (IOException | RuntimeException e) {
            LOG.warn(
                    "A file of {} stays where it is for now ({})",
                    endpoint.dataClass().label(),
                    e.getClass().getSimpleName());
        }
        exchange.getIn().removeHeaders("*");
    }
}
