package io.caravan.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** Sends messages over MLLP on many connections, each waiting for its acknowledgement before it sends the next. */
final class MllpLoad {
    private final int port;
    private final int connections;

    /** @param seconds from the first byte sent to the last acknowledgement */
    record Result(int acknowledged, double seconds, double p50Millis, double p99Millis) {}

    MllpLoad(int port, int connections) {
        this.port = port;
        this.connections = connections;
    }

    Result send(List<byte[]> frames) throws InterruptedException, ExecutionException {
        AtomicInteger next = new AtomicInteger();
        long[] nanos = new long[frames.size()];
        ExecutorService senders = Executors.newFixedThreadPool(connections);
        long start = System.nanoTime();
        try {
            List<Callable<Integer>> tasks = new java.util.ArrayList<>();
            for (int i = 0; i < connections; i++) {
                tasks.add(() -> sendAll(frames, next, nanos));
            }
            int acknowledged = 0;
            for (Future<Integer> task : senders.invokeAll(tasks)) {
                acknowledged += task.get();
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            Arrays.sort(nanos);
            return new Result(
                    acknowledged, seconds, nanos[nanos.length / 2] / 1e6, nanos[(int) (nanos.length * 0.99)] / 1e6);
        } finally {
            senders.shutdown();
        }
    }

    private int sendAll(List<byte[]> frames, AtomicInteger next, long[] nanos) throws IOException {
        int acknowledged = 0;
        try (Socket socket = new Socket()) {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(60_000);
            socket.connect(new InetSocketAddress("127.0.0.1", port), 10_000);
            OutputStream out = socket.getOutputStream();
            InputStream in = new BufferedInputStream(socket.getInputStream(), 8_192);
            for (int i = next.getAndIncrement(); i < frames.size(); i = next.getAndIncrement()) {
                long sent = System.nanoTime();
                out.write(frames.get(i));
                out.flush();
                acknowledged += isAccepted(in) ? 1 : 0;
                nanos[i] = System.nanoTime() - sent;
            }
        }
        return acknowledged;
    }

    private static boolean isAccepted(InputStream in) throws IOException {
        boolean accepted = false;
        int before = 0;
        int last = 0;
        for (int b = in.read(); b >= 0; b = in.read()) {
            accepted |= before == '|' && last == 'A' && b == 'A';
            if (last == 0x1C && b == '\r') {
                return accepted;
            }
            before = last;
            last = b;
        }
        throw new IOException("the server closed the connection before it acknowledged");
    }
}
