package io.caravan.route;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A sender on a real socket. */
final class MllpClient implements AutoCloseable {
    private final Socket socket;
    private final InputStream in;

    MllpClient(int port) throws IOException {
        this(new Socket("127.0.0.1", port));
    }

    MllpClient(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
        socket.setSoTimeout(20_000);
        socket.setTcpNoDelay(true);
    }

    static byte[] framed(String message) {
        return ("\u000B" + message + "\u001C\r").getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Sends bytes as they are. */
    void write(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String ask(String message) {
        write(framed(message));
        return answer();
    }

    /** The next answer without its frame; empty at the end of the connection. */
    String answer() {
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            for (int b = in.read(); b >= 0; b = in.read()) {
                if (b == 0x1C) {
                    in.read();
                    break;
                }
                if (b != 0x0B) {
                    out.write(b);
                }
            }
            return out.toString(StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
