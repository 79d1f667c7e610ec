package io.caravan.mllp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes messages out of their frames: {@code 0x0B message 0x1C 0x0D}. A frame ends with 0x1C, whether 0x0D follows or not.
 * Bytes between frames, and of a frame that was broken off, are passed over and only counted; but a message that lacks nothing but its 0x0B, right at the beginning
 * of a connection or behind a frame, is taken. What comes out depends on the bytes alone, not on how they were split into
 * packets.
 */
final class MllpDecoder extends ByteToMessageDecoder {
    static final byte START = 0x0B;
    static final byte END = 0x1C;

    private static final Logger LOG = LoggerFactory.getLogger(MllpDecoder.class);
    private static final byte[] HEADER = {'M', 'S', 'H'};
    private static final byte[] MARKED_HEADER = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF, 'M', 'S', 'H'};
    private static final int HEAD_BYTES = 4_096;

    private enum State {
        /** At the beginning, or behind a frame. */
        BOUNDARY,
        JUNK,
        FRAME,
        /** In a message without 0x0B: the 0x0B of the next one shows that it was none. */
        UNOPENED_FRAME,
        OVERSIZED_FRAME
    }

    private final int maxFrameBytes;
    private State state = State.BOUNDARY;
    /** How many readable bytes are known to hold no end. */
    private int scanned;

    private byte[] head = new byte[0];
    private long oversizedLength;
    private long junk;

    MllpDecoder(int maxFrameBytes) {
        this.maxFrameBytes = maxFrameBytes;
    }

    /** Whether the connection owes the rest of a frame. */
    boolean isInsideFrame() {
        return state == State.FRAME || state == State.UNOPENED_FRAME || state == State.OVERSIZED_FRAME;
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        switch (state) {
            case BOUNDARY -> boundary(in, out);
            case JUNK -> junk(in);
            case FRAME, UNOPENED_FRAME -> frame(in, out);
            case OVERSIZED_FRAME -> oversizedFrame(in, out);
        }
    }

    /** What has no end yet has no answer either: its sender still has it. */
    @Override
    protected void decodeLast(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        if (in.isReadable()) {
            decode(context, in, out);
        }
        if (isInsideFrame() && in.isReadable()) {
            LOG.info("A connection ended within a message, after {} bytes", in.readableBytes());
            in.skipBytes(in.readableBytes());
        }
        reportJunk();
    }

    private void boundary(ByteBuf in, List<Object> out) {
        while (in.isReadable() && isLineEnd(in.getByte(in.readerIndex()))) {
            in.skipBytes(1);
        }
        if (!in.isReadable()) {
            return;
        }
        if (in.getByte(in.readerIndex()) == START) {
            open(in);
        } else if (begins(in, HEADER) || begins(in, MARKED_HEADER)) {
            state = State.UNOPENED_FRAME;
            scanned = 0;
            frame(in, out);
        } else if (!mayBegin(in, HEADER) && !mayBegin(in, MARKED_HEADER)) {
            state = State.JUNK;
            junk(in);
        }
    }

    private void junk(ByteBuf in) {
        int length = in.bytesBefore(START);
        int skipped = length < 0 ? in.readableBytes() : length;
        junk += skipped;
        in.skipBytes(skipped);
        if (length >= 0) {
            open(in);
        }
    }

    private void open(ByteBuf in) {
        in.skipBytes(1);
        state = State.FRAME;
        scanned = 0;
        reportJunk();
    }

    private void reportJunk() {
        if (junk > 0) {
            LOG.info("Passed over {} bytes between messages", junk);
            junk = 0;
        }
    }

    private void frame(ByteBuf in, List<Object> out) {
        int from = in.readerIndex() + scanned;
        int end = in.indexOf(from, in.writerIndex(), END);
        int limit = end < 0 ? in.writerIndex() : end;
        if (state == State.UNOPENED_FRAME) {
            int next = in.indexOf(from, limit, START);
            if (next >= 0) {
                junk += next - in.readerIndex();
                in.readerIndex(next);
                open(in);
                return;
            }
        }
        int length = limit - in.readerIndex();
        if (length > maxFrameBytes) {
            oversize(in);
            oversizedFrame(in, out);
        } else if (end < 0) {
            scanned = length;
        } else {
            take(in, length, out);
        }
    }

    private void take(ByteBuf in, int length, List<Object> out) {
        int lost = brokenOff(in, length);
        if (lost > 0) {
            LOG.info("Passed over {} bytes of a message that was broken off and begun anew", lost);
            in.skipBytes(lost);
        }
        byte[] message = new byte[length - lost];
        in.readBytes(message).skipBytes(1);
        state = State.BOUNDARY;
        // An empty frame is a sign of life; one with only ACK or NAK is a receipt of the transport. Neither asks
        // anything.
        boolean sign = length == 0 || length == 1 && (message[0] == 0x06 || message[0] == 0x15);
        if (!sign) {
            out.add(message);
        }
    }

    /**
     * How many bytes stand before a message that begins within a line of another: its sender gave that up, has no answer to it,
     * and began again without closing the connection. Where lines are whole, nothing is dropped: the frame has several messages.
     */
    private static int brokenOff(ByteBuf in, int length) {
        int begin = in.readerIndex();
        int end = begin + length;
        int lost = 0;
        for (int at = in.indexOf(begin, end, START); at >= 0; at = in.indexOf(at + 1, end, START)) {
            boolean withinLine = at > begin && !isLineEnd(in.getByte(at - 1));
            if (withinLine && end - at > HEADER.length && matches(in, at + 1, HEADER)) {
                lost = at + 1 - begin;
            }
        }
        return lost;
    }

    private static boolean matches(ByteBuf in, int from, byte[] expected) {
        for (int i = 0; i < expected.length; i++) {
            if (in.getByte(from + i) != expected[i]) {
                return false;
            }
        }
        return true;
    }

    private void oversize(ByteBuf in) {
        head = new byte[Math.min(HEAD_BYTES, maxFrameBytes)];
        in.getBytes(in.readerIndex(), head);
        oversizedLength = 0;
        state = State.OVERSIZED_FRAME;
    }

    private void oversizedFrame(ByteBuf in, List<Object> out) {
        int length = in.bytesBefore(END);
        int skipped = length < 0 ? in.readableBytes() : length;
        oversizedLength += skipped;
        in.skipBytes(skipped);
        if (length >= 0) {
            in.skipBytes(1);
            state = State.BOUNDARY;
            out.add(new OversizedFrame(head, oversizedLength));
            head = new byte[0];
        }
    }

    private static boolean isLineEnd(byte octet) {
        return octet == '\r' || octet == '\n';
    }

    private static boolean begins(ByteBuf in, byte[] prefix) {
        return in.readableBytes() >= prefix.length && mayBegin(in, prefix);
    }

    private static boolean mayBegin(ByteBuf in, byte[] prefix) {
        int length = Math.min(prefix.length, in.readableBytes());
        for (int i = 0; i < length; i++) {
            if (in.getByte(in.readerIndex() + i) != prefix[i]) {
                return false;
            }
        }
        return true;
    }
}
