package io.caravan.route;

import io.caravan.mllp.Unasked;
import io.netty.channel.Channel;
import java.util.concurrent.RejectedExecutionException;

/** The other end of a connection, to be told something later. Safe for threads; never blocks, never fails. */
@FunctionalInterface
interface Sender {
    /** Nobody is there to hear it: a file, a topic. */
    Sender NOBODY = message -> {};

    void tell(byte[] message);

    /** Behind all answers that the connection is owed, so that nothing overtakes its message's own first answer. */
    static Sender on(Channel channel) {
        return message -> {
            try {
                channel.eventLoop()
                        .execute(() -> ReplyOrder.of(channel)
                                .take()
                                .ready(() -> channel.writeAndFlush(new Unasked(message), channel.voidPromise())));
            } catch (RejectedExecutionException closed) {
                // Its sender may ask again, on another connection.
            }
        };
    }
}
