package io.caravan.demo;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A sending system's connection: one message, its answer, the next message. */
final class MllpConnection implements AutoCloseable {
    private static final int CONNECT_MILLIS = 5_000;
    private static final int ANSWER_MILLIS = 30_000;
    private static final int START_BLOCK = 0x0B;
    private static final int END_BLOCK = 0x1C;

    private final Socket socket;
    private final InputStream in;

    MllpConnection(int port) throws IOException {
        socket = new Socket();
        socket.connect(new InetSocketAddress("127.0.0.1", port), CONNECT_MILLIS);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(ANSWER_MILLIS);
        in = new BufferedInputStream(socket.getInputStream());
    }

    /** Sends a message. @return whether it is acknowledged: from then on the sender may forget it */
    boolean send(String message) throws IOException {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write(START_BLOCK);
        frame.write(message.getBytes(StandardCharsets.UTF_8));
        frame.write(END_BLOCK);
        frame.write('\r');
        frame.writeTo(socket.getOutputStream());
        return answer().contains("\rMSA|AA|");
    }

    private String answer() throws IOException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        for (int b = in.read(); b != END_BLOCK; b = in.read()) {
            if (b < 0) {
                throw new IOException("the connection ended before the answer");
            }
            answer.write(b);
        }
        in.read();
        return answer.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
