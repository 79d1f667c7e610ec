package io.caravan.route;

import io.caravan.hl7.BatchFile;
import io.caravan.route.ClassComponent.ClassEndpoint;
import io.netty.channel.ChannelHandlerContext;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
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
            return message(exchange, callback);
        }
        try {
            if (body instanceof GenericFile<?> file) {
                file(exchange, Path.of(file.getAbsoluteFilePath()));
            } else if (body instanceof List<?> records) {
                KafkaBatch batch = KafkaBatch.of(records);
                reception.takeAll(desk(), batch.messages());
                batch.commitOffsets();
            }
            exchange.getIn().setBody(null);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            exchange.setException(e);
        } catch (Exception e) {
            exchange.setException(e);
        }
        callback.done(true);
        return true;
    }

    private boolean message(Exchange exchange, AsyncCallback callback) {
        byte[] payload = exchange.getIn().getBody(byte[].class);
        ChannelHandlerContext connection =
                exchange.getIn().getHeader(NettyConstants.NETTY_CHANNEL_HANDLER_CONTEXT, ChannelHandlerContext.class);
        exchange.getIn().removeHeaders("*");
        if (payload == null) {
            exchange.setException(new IllegalStateException("journal: takes bytes"));
            callback.done(true);
            return true;
        }
        if (connection == null) {
            reception.receive(desk(), payload).thenAccept(answer -> answered(exchange, answer, callback));
        } else {
            ReplyOrder.Turn turn = ReplyOrder.of(connection.channel()).take();
            reception
                    .receive(desk(), payload)
                    .thenAccept(answer -> turn.ready(() -> answered(exchange, answer, callback)));
        }
        return false;
    }

    private static void answered(Exchange exchange, Optional<byte[]> answer, AsyncCallback callback) {
        exchange.getIn().setBody(answer.orElse(NO_ANSWER));
        callback.done(false);
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
                TakenFiles.failed(exchange, problem.get());
            } else {
                try (InputStream in = Files.newInputStream(path)) {
                    BatchFile messages = new BatchFile(in, maxMessageBytes);
                    reception.takeAll(desk(), messages::next);
                }
                TakenFiles.done(exchange);
            }
        } catch (IOException | IllegalStateException e) {
            LOG.warn(
                    "A file of {} stays where it is for now ({})",
                    endpoint.dataClass().label(),
                    e.getClass().getSimpleName());
        }
        exchange.getIn().removeHeaders("*");
    }
}
