package io.caravan.route;

import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the answers of one connection in the order of its messages, although several of them may be on their way to the journal
 * at once and a refusal is known at once. Confined to the connection's event loop.
 */
final class ReplyOrder {
    private static final AttributeKey<ReplyOrder> KEY = AttributeKey.valueOf(ReplyOrder.class, "order");

    private final Channel channel;
    private final Deque<Turn> turns = new ArrayDeque<>();

    private ReplyOrder(Channel channel) {
        this.channel = channel;
    }

    /** Call on the event loop. */
    static ReplyOrder of(Channel channel) {
        ReplyOrder order = channel.attr(KEY).get();
        if (order == null) {
            order = new ReplyOrder(channel);
            channel.attr(KEY).set(order);
        }
        return order;
    }

    /** The next turn; call on the event loop, in the order of messages. */
    Turn take() {
        Turn turn = new Turn();
        turns.add(turn);
        return turn;
    }

    private void answerWhatIsReady() {
        for (Turn next = turns.peek(); next != null && next.answer != null; next = turns.peek()) {
            turns.remove();
            next.answer.run();
        }
    }

    /** The place of one message's answer. */
    final class Turn {
        private @Nullable Runnable answer;

        /** Runs the answer when all before it have been run. On any thread, once. */
        void ready(Runnable answering) {
            try {
                channel.eventLoop().execute(() -> {
                    answer = answering;
                    answerWhatIsReady();
                });
            } catch (RejectedExecutionException closed) {
                // The listener has stopped: nobody can be answered, but the exchange must end.
                answering.run();
            }
        }
    }
}
