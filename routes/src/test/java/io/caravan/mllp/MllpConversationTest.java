package io.caravan.mllp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.timeout.IdleStateEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class MllpConversationTest {
    private final List<String> received = new ArrayList<>();

    /** Remembers what comes, and answers at once where it is told to. */
    private final class Listener extends ChannelInboundHandlerAdapter {
        private final boolean answers;

        Listener(boolean answers) {
            this.answers = answers;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            String text = new String((byte[]) message, StandardCharsets.ISO_8859_1);
            received.add(text);
            if (answers) {
                context.channel().writeAndFlush(bytes("ack of " + text));
            }
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private EmbeddedChannel connection(int maxUnanswered, boolean answers) {
        MllpOptions options = new MllpOptions(50, maxUnanswered, Duration.ofSeconds(60), Duration.ofMinutes(3));
        EmbeddedChannel channel = new EmbeddedChannel();
        for (ChannelHandler handler : new MllpPipeline(options, head -> bytes("no: " + head.length)).handlers()) {
            channel.pipeline().addLast(handler);
        }
        channel.pipeline().addLast(new Listener(answers));
        return channel;
    }

    private static ByteBuf frames(String... messages) {
        ByteBuf out = Unpooled.buffer();
        for (String message : messages) {
            out.writeByte(0x0B).writeBytes(bytes(message)).writeByte(0x1C).writeByte('\r');
        }
        return out;
    }

    private static void answer(EmbeddedChannel channel, String answer) {
        channel.writeAndFlush(bytes(answer));
        channel.runPendingTasks();
    }

    private static String sent(EmbeddedChannel channel) {
        channel.runPendingTasks();
        StringBuilder out = new StringBuilder();
        for (ByteBuf next = channel.readOutbound(); next != null; next = channel.readOutbound()) {
            out.append(next.toString(StandardCharsets.ISO_8859_1));
            next.release();
        }
        return out.toString().replace('\u000B', '<').replace('\u001C', '>').replace("\r", "");
    }

    @Test
    void theNextMessageWaitsUntilTheOneBeforeHasItsAnswer() {
        EmbeddedChannel channel = connection(1, false);

        channel.writeInbound(frames("one", "two", "three"));
        assertThat(received).containsExactly("one");
        answer(channel, "ack one");
        assertThat(received).containsExactly("one", "two");
        answer(channel, "ack two");
        answer(channel, "ack three");

        assertThat(received).containsExactly("one", "two", "three");
        assertThat(sent(channel)).isEqualTo("<ack one><ack two><ack three>");
    }

    @Test
    void nothingMoreIsReadWhileAMessageWaitsForItsTurn() {
        EmbeddedChannel channel = connection(1, false);
        AtomicInteger reads = new AtomicInteger();
        channel.pipeline().addFirst(new ChannelOutboundHandlerAdapter() {
            @Override
            public void read(ChannelHandlerContext context) {
                reads.incrementAndGet();
                context.read();
            }
        });

        channel.writeInbound(frames("one", "two"));
        int before = reads.get();
        channel.read();
        assertThat(reads).hasValue(before);
        answer(channel, "ack one");

        assertThat(reads).hasValue(before + 1);
    }

    @Test
    @DisplayName("§7.1 frame: a sender that does not read its answers is read no further until it does")
    void answersThatNobodyReadsDoNotPileUp() {
        EmbeddedChannel channel = connection(1, true);
        AtomicInteger reads = new AtomicInteger();
        channel.pipeline().addFirst(new ChannelOutboundHandlerAdapter() {
            @Override
            public void read(ChannelHandlerContext context) {
                reads.incrementAndGet();
                context.read();
            }
        });

        channel.writeInbound(frames("one"));
        channel.unsafe().outboundBuffer().setUserDefinedWritability(1, false);
        int before = reads.get();
        channel.read();
        assertThat(reads).hasValue(before);
        channel.unsafe().outboundBuffer().setUserDefinedWritability(1, true);
        channel.runPendingTasks();

        assertThat(reads).hasValue(before + 1);
        channel.writeInbound(frames("two"));
        assertThat(sent(channel)).isEqualTo("<ack of one><ack of two>");
    }

    @Test
    void severalMayWaitForTheirAnswersWhereThatIsAllowed() {
        EmbeddedChannel channel = connection(2, false);

        channel.writeInbound(frames("one", "two", "three"));

        assertThat(received).containsExactly("one", "two");
    }

    @Test
    void manyMessagesInOnePacketAreAnsweredWithoutDeepCalls() {
        EmbeddedChannel channel = connection(1, true);
        String[] many = new String[20_000];
        Arrays.setAll(many, Integer::toString);

        channel.writeInbound(frames(many));

        assertThat(received).hasSize(many.length);
        assertThat(sent(channel)).startsWith("<ack of 0><ack of 1>").endsWith("<ack of 19999>");
    }

    @Test
    void anEmptyAnswerSendsNothingAndLetsTheNextMessageIn() {
        EmbeddedChannel channel = connection(1, false);

        channel.writeInbound(frames("one", "two"));
        channel.writeAndFlush(new byte[0]);

        assertThat(received).containsExactly("one", "two");
        assertThat(sent(channel)).isEmpty();
    }

    @Test
    void aMessageBeyondTheLimitIsRefusedInItsTurnAndTheConnectionLives() {
        EmbeddedChannel channel = connection(4, false);

        channel.writeInbound(frames("one", "x".repeat(51), "two"));
        assertThat(sent(channel)).isEmpty();
        answer(channel, "ack one");
        answer(channel, "ack two");

        assertThat(sent(channel)).isEqualTo("<ack one><no: 50><ack two>");
        assertThat(channel.isActive()).isTrue();
    }

    @Test
    void aFailureInsteadOfAnAnswerClosesTheConnectionSilently() {
        EmbeddedChannel channel = connection(1, false);

        channel.writeInbound(frames("one", "two"));
        channel.writeAndFlush(new IllegalStateException("Doe^Jane"));
        channel.runPendingTasks();

        assertThat(channel.isActive()).isFalse();
        assertThat(sent(channel)).isEmpty();
        assertThat(received).containsExactly("one");
    }

    @Test
    void aSenderThatEndsItsSideStillGetsItsAnswers() {
        EmbeddedChannel channel = connection(1, false);

        channel.writeInbound(frames("one", "two"));
        channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        answer(channel, "ack one");
        assertThat(channel.isActive()).isTrue();
        answer(channel, "ack two");

        assertThat(channel.isActive()).isFalse();
        assertThat(sent(channel)).isEqualTo("<ack one><ack two>");
    }

    @Test
    void aConnectionThatStopsWithinAFrameIsClosed() {
        EmbeddedChannel channel = connection(1, false);

        channel.writeInbound(Unpooled.wrappedBuffer(new byte[] {0x0B, 'M'}));
        channel.pipeline().fireUserEventTriggered(IdleStateEvent.FIRST_READER_IDLE_STATE_EVENT);

        assertThat(channel.isActive()).isFalse();
    }

    @Test
    void aQuietConnectionIsClosedOnlyAfterItsTime() {
        EmbeddedChannel channel = connection(1, false);

        channel.pipeline().fireUserEventTriggered(IdleStateEvent.FIRST_READER_IDLE_STATE_EVENT);
        channel.pipeline().fireUserEventTriggered(IdleStateEvent.READER_IDLE_STATE_EVENT);
        assertThat(channel.isActive()).isTrue();
        channel.pipeline().fireUserEventTriggered(IdleStateEvent.READER_IDLE_STATE_EVENT);

        assertThat(channel.isActive()).isFalse();
    }

    @Test
    void aConnectionThatWaitsForUsIsNotIdle() {
        EmbeddedChannel channel = connection(1, false);

        channel.writeInbound(frames("one"));
        channel.pipeline().fireUserEventTriggered(IdleStateEvent.FIRST_READER_IDLE_STATE_EVENT);
        for (int i = 0; i < 10; i++) {
            channel.pipeline().fireUserEventTriggered(IdleStateEvent.READER_IDLE_STATE_EVENT);
        }

        assertThat(channel.isActive()).isTrue();
    }

    @Test
    void aBrokenConnectionIsClosedAndNothingElse() {
        EmbeddedChannel channel = connection(1, false);

        channel.pipeline().fireExceptionCaught(new IOException("Connection reset by peer"));

        assertThat(channel.isActive()).isFalse();
        channel.checkException();
    }
}
