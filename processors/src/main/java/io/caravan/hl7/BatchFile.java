package io.caravan.hl7;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Messages one after the other: a batch file (FHS, BHS, BTS, FTS), a file of several messages without these, one in MLLP's
 * frames, or a single message. Messages come as the bytes they are, one at a time, so that a file may be larger than memory.
 * Text that belongs to no message comes as a message of its own: it has no MSH and will be refused, but is not lost.
 *
 * <p>Trailers count; what they count is only known at the end. Read a file once for its {@link #problem()}, and again for its
 * messages if there is none: a batch that was cut short is then not taken in part.
 */
public final class BatchFile {
    private static final int BUFFER = 1 << 16;
    private static final byte START_BLOCK = 0x0B;
    private static final byte END_BLOCK = 0x1C;
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private final InputStream in;
    private final int maxMessageBytes;
    private final Envelope envelope = new Envelope();
    private final byte[] buffer = new byte[BUFFER];
    private int position;
    private int filled;
    private boolean begun;
    private boolean marked;
    private final Bytes line = new Bytes();
    private final Bytes message = new Bytes();
    private boolean tooLong;
    private boolean lineWaits;
    private byte lineEnd;
    private long count;

    /** @param maxMessageBytes a longer message is passed over, and a {@link #problem()} */
    public BatchFile(InputStream in, int maxMessageBytes) {
        this.in = in;
        this.maxMessageBytes = maxMessageBytes;
    }

    /** All messages of a few bytes at hand. */
    public static List<byte[]> split(byte[] bytes) {
        BatchFile file = new BatchFile(new ByteArrayInputStream(bytes), Integer.MAX_VALUE);
        List<byte[]> messages = new ArrayList<>();
        try {
            for (Optional<byte[]> next = file.next(); next.isPresent(); next = file.next()) {
                messages.add(next.get());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("an array cannot fail", e);
        }
        return messages;
    }

    /** Why a few bytes at hand must not be taken message by message: a code, and the segment that says so. */
    public static Optional<Problem> problem(byte[] bytes) {
        try {
            return check(new ByteArrayInputStream(bytes), Integer.MAX_VALUE).map(BatchFile::explained);
        } catch (IOException e) {
            throw new UncheckedIOException("an array cannot fail", e);
        }
    }

    private static Problem explained(String code) {
        return new Problem(
                100,
                code,
                switch (code) {
                    case "batch-count" -> "BTS-1";
                    case "batch-without-end" -> "BTS";
                    case "file-count" -> "FTS-1";
                    case "file-without-end" -> "FTS";
                    default -> "MSH";
                });
    }

    /** Reads to the end without keeping anything. Empty, or why nothing of it should be taken: {@link #problem()}. */
    public static Optional<String> check(InputStream in, int maxMessageBytes) throws IOException {
        BatchFile file = new BatchFile(in, maxMessageBytes);
        while (file.next().isPresent()) {
            // Only its counts are wanted.
        }
        return file.problem();
    }

    /** The next message; empty at the end. */
    public Optional<byte[]> next() throws IOException {
        while (lineWaits || readLine()) {
            lineWaits = false;
            boolean header = HeaderSegment.isHeader(line.bytes, 0);
            boolean trailer = !header && envelope.isPart(line);
            if ((header || trailer) && !message.isEmpty()) {
                lineWaits = true;
                return Optional.of(take());
            }
            if (trailer) {
                envelope.add(line);
            } else if (header || !message.isEmpty() || !line.isBlank()) {
                append(header);
            }
            if (lineEnd == END_BLOCK && !message.isEmpty()) {
                return Optional.of(take());
            }
        }
        envelope.end();
        return message.isEmpty() ? Optional.empty() : Optional.of(take());
    }

    private void append(boolean header) {
        if (header) {
            envelope.message();
        }
        if (message.isEmpty() && marked) {
            message.append(BYTE_ORDER_MARK, 0, BYTE_ORDER_MARK.length);
        }
        if (tooLong || line.length + (long) message.length > maxMessageBytes) {
            tooLong = true;
        } else {
            message.append(line.bytes, 0, line.length);
        }
    }

    private byte[] take() {
        if (tooLong) {
            envelope.note("message-too-long");
            tooLong = false;
        }
        count++;
        return message.take();
    }

    /** How many messages came so far. */
    public long count() {
        return count;
    }

    /**
     * The first thing that is wrong with the file as such, known at the end: {@code no-message}, {@code message-too-long},
     * {@code batch-count}, {@code batch-without-end}, {@code file-count}, {@code file-without-end}.
     */
    public Optional<String> problem() {
        return count == 0 && envelope.problem.isEmpty() ? Optional.of("no-message") : envelope.problem;
    }

    /** The next line with its end, but without MLLP's frame bytes. False at the end of the file. */
    private boolean readLine() throws IOException {
        line.clear();
        lineEnd = 0;
        while (position < filled || fill()) {
            int start = position;
            while (position < filled && !endsLine(buffer[position])) {
                position++;
            }
            if (line.isEmpty() && position > start && buffer[start] == START_BLOCK) {
                start++;
            }
            boolean ended = position < filled;
            if (ended) {
                lineEnd = buffer[position++];
            }
            keep(start, ended && lineEnd == END_BLOCK ? position - 1 : position);
            if (ended) {
                return true;
            }
        }
        return !line.isEmpty();
    }

    private static boolean endsLine(byte octet) {
        return octet == '\r' || octet == '\n' || octet == END_BLOCK;
    }

    /** A line longer than a message may be is not kept: only that it was there. */
    private void keep(int from, int to) {
        int start = from;
        if (!begun && to - start >= 3) {
            marked = buffer[start] == BYTE_ORDER_MARK[0]
                    && buffer[start + 1] == BYTE_ORDER_MARK[1]
                    && buffer[start + 2] == BYTE_ORDER_MARK[2];
            start += marked ? 3 : 0;
        }
        begun = true;
        if (line.length + (long) (to - start) > maxMessageBytes) {
            tooLong = true;
        } else {
            line.append(buffer, start, to);
        }
    }

    private boolean fill() throws IOException {
        position = 0;
        filled = Math.max(0, in.readNBytes(buffer, 0, buffer.length));
        return filled > 0;
    }

    /** Bytes that grow, and may be looked at without copying them. */
    private static final class Bytes {
        private static final int FIRST = 4_096;

        private byte[] bytes = new byte[FIRST];
        private int length;

        void append(byte[] source, int from, int to) {
            int needed = length + to - from;
            if (needed > bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.max(needed, (int)
                        Math.min(2L * bytes.length, Integer.MAX_VALUE - 8)));
            }
            System.arraycopy(source, from, bytes, length, to - from);
            length = needed;
        }

        boolean isEmpty() {
            return length == 0;
        }

        boolean isBlank() {
            for (int i = 0; i < length; i++) {
                if (bytes[i] > ' ' || bytes[i] < 0) {
                    return false;
                }
            }
            return true;
        }

        void clear() {
            Arrays.fill(bytes, 0, Math.min(length, 8), (byte) 0);
            length = 0;
        }

        byte[] take() {
            byte[] taken = Arrays.copyOf(bytes, length);
            length = 0;
            return taken;
        }
    }

    /** Compares what the trailers count with what is there. */
    private static final class Envelope {
        private Optional<String> problem = Optional.empty();
        private long messages;
        private long batches;
        private boolean batchOpen;
        private boolean fileOpen;

        void message() {
            messages++;
        }

        void note(String code) {
            if (problem.isEmpty()) {
                problem = Optional.of(code);
            }
        }

        boolean isPart(Bytes line) {
            if (line.length < 3 || line.bytes[1] != 'H' && line.bytes[1] != 'T' || line.bytes[2] != 'S') {
                return false;
            }
            boolean named = line.bytes[0] == 'F' || line.bytes[0] == 'B';
            return named && (line.length == 3 || !Character.isLetterOrDigit(line.bytes[3]));
        }

        void add(Bytes line) {
            boolean file = line.bytes[0] == 'F';
            boolean header = line.bytes[1] == 'H';
            if (header && file) {
                beginFile();
            } else if (header) {
                beginBatch();
            } else if (file) {
                expect(line, Math.max(1, batches), "file-count");
                fileOpen = false;
            } else {
                expect(line, messages, "batch-count");
                batchOpen = false;
                messages = 0;
            }
        }

        private void beginFile() {
            end();
            fileOpen = true;
            batches = 0;
        }

        private void beginBatch() {
            if (batchOpen) {
                note("batch-without-end");
            }
            batchOpen = true;
            batches++;
            messages = 0;
        }

        void end() {
            if (batchOpen) {
                note("batch-without-end");
            }
            if (fileOpen) {
                note("file-without-end");
            }
        }

        private void expect(Bytes trailer, long counted, String code) {
            if (trailer.length < 5) {
                return;
            }
            Octets fields = new Octets(trailer.bytes, 4, trailer.length);
            String said = fields.part(trailer.bytes[3], 1).text().strip();
            if (!said.isEmpty() && !said.equals(Long.toString(counted))) {
                note(code);
            }
        }
    }
}
