package io.caravan.mllp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPromise;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.timeout.IdleStateEvent;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection's talk: messages in, one answer each out, in the same order. It passes on no more messages than may wait for an
 * answer, and reads no further while one waits for its turn or the sender does not read its answers. An answer is a {@code byte[]}; an empty one is no answer, but lets
 * the next message in; {@link Unasked} goes out without being one. Anything else means that the message could not be taken: then the connection is closed, and its sender
 * still has it.
 */
final class MllpConversation extends ChannelDuplexHandler {
    private static final Logger LOG = LoggerFactory.getLogger(MllpConversation.class);

    /** So many bytes of answers may wait for a sender to read them; then it is read no further until it does. */
    private static final WriteBufferWaterMark UNREAD = new WriteBufferWaterMark(256 << 10, 1 << 20);

    private final MllpOptions options;
    private final Refusal refusal;
    private final MllpDecoder decoder;
    private final Deque<Object> waiting = new ArrayDeque<>();
    private int unanswered;
    private boolean passing;
    private boolean readHeld;
    private boolean inputEnded;
    private int quietTimes;

    MllpConversation(MllpOptions options, Refusal refusal, MllpDecoder decoder) {
        this.options = options;
        this.refusal = refusal;
        this.decoder = decoder;
    }

    /** A sender may end its side of the connection and still wait for its answers. */
    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        context.channel().config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        context.channel().config().setWriteBufferWaterMark(UNREAD);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        waiting.add(message);
        pass(context);
        if (!mayRead(context)) {
            hold(context);
        }
    }

    private void pass(ChannelHandlerContext context) {
        if (passing) {
            return;
        }
        passing = true;
        try {
            while (!waiting.isEmpty() && unanswered < options.maxUnanswered()) {
                if (waiting.peek() instanceof OversizedFrame frame) {
                    if (unanswered > 0) {
                        break;
                    }
                    waiting.remove();
                    refuse(context, frame);
                } else {
                    unanswered++;
                    context.fireChannelRead(waiting.remove());
                }
            }
        } finally {
            passing = false;
        }
        if (readHeld && mayRead(context)) {
            readHeld = false;
            context.channel().config().setAutoRead(true); // and reads
        }
        closeWhenAllIsAnswered(context);
    }

    private void refuse(ChannelHandlerContext context, OversizedFrame frame) {
        LOG.warn("Refused a message of {} bytes; the limit is {}", frame.length(), options.maxFrameBytes());
        byte[] answer = refusal.tooLong(frame.head());
        if (answer.length > 0) {
            context.writeAndFlush(frame(context, answer));
        }
    }

    private void closeWhenAllIsAnswered(ChannelHandlerContext context) {
        if (inputEnded && unanswered == 0 && waiting.isEmpty()) {
            context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        }
    }

    @Override
    public void read(ChannelHandlerContext context) {
        if (mayRead(context)) {
            context.read();
        } else {
            hold(context);
        }
    }

    /** A socket that reads by itself goes on doing so, whether it is asked to read or not. */
    private void hold(ChannelHandlerContext context) {
        readHeld = true;
        context.channel().config().setAutoRead(false);
    }

    private boolean mayRead(ChannelHandlerContext context) {
        return waiting.isEmpty() && context.channel().isWritable();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) throws Exception {
        pass(context);
        super.channelWritabilityChanged(context);
    }

    @Override
    public void write(ChannelHandlerContext context, Object answer, ChannelPromise promise) {
        if (answer instanceof Unasked unasked) {
            context.write(frame(context, unasked.message()), promise);
            return;
        }
        unanswered = Math.max(0, unanswered - 1);
        if (answer instanceof byte[] bytes) {
            if (bytes.length == 0) {
                promise.trySuccess();
            } else {
                context.write(frame(context, bytes), promise);
            }
            pass(context);
        } else {
            LOG.warn(
                    "Closing a connection: its message got no answer but a {}",
                    answer.getClass().getName());
            promise.trySuccess();
            waiting.clear();
            context.close();
        }
    }

    private static ByteBuf frame(ChannelHandlerContext context, byte[] message) {
        return context.alloc()
                .ioBuffer(message.length + 3)
                .writeByte(MllpDecoder.START)
                .writeBytes(message)
                .writeByte(MllpDecoder.END)
                .writeByte('\r');
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
        if (event instanceof ChannelInputShutdownEvent) {
            inputEnded = true;
            closeWhenAllIsAnswered(context);
        } else if (event instanceof IdleStateEvent idle) {
            quiet(context, idle);
        } else {
            super.userEventTriggered(context, event);
        }
    }

    /** Comes after each {@link MllpOptions#stalled} without a byte. While we owe an answer the quiet is ours. */
    private void quiet(ChannelHandlerContext context, IdleStateEvent event) {
        quietTimes = event.isFirst() || unanswered > 0 ? 1 : quietTimes + 1;
        boolean idle = options.stalled().multipliedBy(quietTimes).compareTo(options.idle()) >= 0;
        if (unanswered == 0 && (idle || decoder.isInsideFrame() && !readHeld)) {
            LOG.info("Closing a connection that has been quiet {} a message", idle ? "behind" : "within");
            context.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
        // Messages that were not passed on have no answer: their sender still has them.
        waiting.clear();
        super.channelInactive(context);
    }

    /** A connection that breaks is no event for the listener. The cause may quote what was received: only its kind is told. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof IOException) {
            LOG.debug("A connection broke");
        } else {
            LOG.warn("Closing a connection after a {}", cause.getClass().getName());
        }
        context.close();
    }
}
