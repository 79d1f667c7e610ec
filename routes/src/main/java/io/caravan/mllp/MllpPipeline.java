package io.caravan.mllp;

import io.netty.channel.ChannelHandler;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.netty.handler.timeout.IdleStateHandler;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The handlers that make a connection speak MLLP. Behind them messages come as {@code byte[]}, and for each one answer is to be
 * written, in their order: a {@code byte[]} without frame, empty for none.
 */
public final class MllpPipeline {
    /** Answers that are ready together leave together: each write of its own would cost more than all the rest of its way. */
    private static final int MOST_ANSWERS_IN_ONE_WRITE = 256;

    private final MllpOptions options;
    private final Refusal refusal;

    public MllpPipeline(MllpOptions options, Refusal refusal) {
        this.options = options;
        this.refusal = refusal;
    }

    /** New handlers for one connection, in their order from the network. */
    public List<ChannelHandler> handlers() {
        MllpDecoder decoder = new MllpDecoder(options.maxFrameBytes());
        return List.of(
                new FlushConsolidationHandler(MOST_ANSWERS_IN_ONE_WRITE, true),
                new IdleStateHandler(options.stalled().toMillis(), 0, 0, TimeUnit.MILLISECONDS),
                decoder,
                new MllpConversation(options, refusal, decoder));
    }
}
