package io.caravan.bench;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;

/**
 * The limit of the live road: a thread for each connection, one insert for all messages that wait, an acknowledgement after
 * the commit. It reads nothing, maps nothing and seals nothing.
 */
public final class LimitServer {
    private static final int MOST_IN_A_COMMIT = 512;

    private final BlockingQueue<Waiting> queue = new ArrayBlockingQueue<>(8_192);

    private record Waiting(byte[] payload, CompletableFuture<Boolean> committed) {}

    private LimitServer() {}

    /** @param args JDBC URL, user, password; prints {@code port N} when it listens */
    public static void main(String[] args) throws Exception {
        new LimitServer().serve(args[0], args[1], args[2]);
    }

    private void serve(String url, String user, String password) throws IOException, SQLException {
        Connection connection = DriverManager.getConnection(url, user, password);
        try (Statement statement = connection.createStatement()) {
            statement.execute("create table if not exists limit_journal "
                    + "(id bigint generated always as identity primary key, payload bytea not null)");
            statement.execute("alter table limit_journal alter payload set storage external");
        }
        connection.setAutoCommit(false);
        start(() -> write(connection));
        try (ServerSocket server = new ServerSocket(0, 256, InetAddress.getLoopbackAddress())) {
            System.out.println("port " + server.getLocalPort());
            while (true) {
                Socket socket = server.accept();
                start(() -> talk(socket));
            }
        }
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work);
        thread.setDaemon(true);
        thread.start();
    }

    private void write(Connection connection) {
        List<Waiting> batch = new ArrayList<>(MOST_IN_A_COMMIT);
        try (PreparedStatement insert =
                connection.prepareStatement("insert into limit_journal (payload) select * from unnest(?::bytea[])")) {
            while (true) {
                batch.clear();
                batch.add(queue.take());
                queue.drainTo(batch, MOST_IN_A_COMMIT - 1);
                byte[][] payloads = batch.stream().map(Waiting::payload).toArray(byte[][]::new);
                insert.setArray(1, connection.createArrayOf("bytea", payloads));
                insert.executeUpdate();
                connection.commit();
                batch.forEach(waiting -> waiting.committed().complete(true));
            }
        } catch (SQLException | InterruptedException e) {
            throw new IllegalStateException("the limit server's database failed", e);
        }
    }

    private void talk(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(socket.getInputStream(), 16_384);
            OutputStream out = socket.getOutputStream();
            byte[] reply =
                    ("\u000bMSH|^~\\&|LIMIT|||||ACK|1|P|2.5.1\rMSA|AA|1\r\u001c\r").getBytes(StandardCharsets.US_ASCII);
            ByteArrayOutputStream frame = new ByteArrayOutputStream(4_096);
            while (readFrame(in, frame)) {
                CompletableFuture<Boolean> committed = new CompletableFuture<>();
                queue.put(new Waiting(frame.toByteArray(), committed));
                committed.join();
                out.write(reply);
                out.flush();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean readFrame(InputStream in, ByteArrayOutputStream frame) throws IOException {
        frame.reset();
        int last = 0;
        for (int b = in.read(); b >= 0; b = in.read()) {
            if (last == 0x1C && b == '\r') {
                return true;
            }
            frame.write(b);
            last = b;
        }
        return false;
    }
}
