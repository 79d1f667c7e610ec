package io.caravan.mllp;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelPipeline;
import org.apache.camel.component.netty.DefaultServerInitializerFactory;
import org.apache.camel.component.netty.NettyConsumer;
import org.apache.camel.component.netty.ServerInitializerFactory;

/**
 * Makes a {@code netty:} consumer an MLLP listener: {@code serverInitializerFactory=#bean}. TLS, decoders and encoders of the
 * endpoint stay in force; MLLP comes behind them, before the exchange. The endpoint must have {@code disconnectOnNoReply=false}
 * and should have {@code usingExecutorService=false}: the journal does not block.
 */
public final class MllpServerInitializer extends ServerInitializerFactory {
    private final MllpPipeline mllp;

    public MllpServerInitializer(MllpPipeline mllp) {
        this.mllp = mllp;
    }

    @Override
    public ServerInitializerFactory createPipelineFactory(NettyConsumer consumer) {
        return new Connection(consumer, mllp);
    }

    @Override
    protected void initChannel(Channel channel) {
        throw new IllegalStateException("Camel asks for a factory of each consumer");
    }

    private static final class Connection extends DefaultServerInitializerFactory {
        private static final String EXCHANGE_HANDLER = "handler";

        private final MllpPipeline mllp;

        Connection(NettyConsumer consumer, MllpPipeline mllp) {
            super(consumer);
            this.mllp = mllp;
        }

        @Override
        protected void initChannel(Channel channel) throws Exception {
            super.initChannel(channel);
            ChannelPipeline pipeline = channel.pipeline();
            for (ChannelHandler handler : mllp.handlers()) {
                pipeline.addBefore(
                        EXCHANGE_HANDLER, "mllp-" + handler.getClass().getSimpleName(), handler);
            }
        }
    }
}
