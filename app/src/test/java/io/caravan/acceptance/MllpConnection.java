package io.caravan.acceptance;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A sender: one connection, one message at a time. */
final class MllpConnection implements AutoCloseable {
    private final Socket socket = new Socket();
    private final InputStream in;

    MllpConnection(int port) throws IOException {
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(30_000);
        socket.connect(new InetSocketAddress("127.0.0.1", port), 5_000);
        in = new BufferedInputStream(socket.getInputStream());
    }

    /** Sends a message in a frame and waits for the answer. */
    String send(String message) throws IOException {
        return send(message.getBytes(StandardCharsets.UTF_8));
    }

    String send(byte[] message) throws IOException {
        frame(message);
        return receive();
    }

    /** Writes a message in a frame. */
    void frame(byte[] message) throws IOException {
        ByteArrayOutputStream frame = new ByteArrayOutputStream(message.length + 3);
        frame.write(0x0B);
        frame.write(message);
        frame.write(0x1C);
        frame.write('\r');
        write(frame.toByteArray());
    }

    /** Writes bytes as they are. */
    void write(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    /** The next answer without its frame; empty when the server closed the connection. */
    String receive() throws IOException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        int last = 0;
        for (int b = in.read(); b >= 0; b = in.read()) {
            if (last == 0x1C && b == '\r') {
                return answer.toString(StandardCharsets.UTF_8).replaceAll("[\u000b\u001c]", "");
            }
            answer.write(b);
            last = b;
        }
        return "";
    }

    /** MSA-1 of an answer. */
    static String code(String answer) {
        int msa = answer.indexOf("\rMSA|");
        return msa < 0 ? "" : answer.substring(msa + 5, Math.min(answer.length(), msa + 7));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
