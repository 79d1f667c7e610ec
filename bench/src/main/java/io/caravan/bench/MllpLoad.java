package io.caravan.bench;

import io.caravan.bench.Messages.Framed;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToIntFunction;

/** Sends messages over MLLP on many connections, each waiting for its acknowledgement before it sends the next. */
final class MllpLoad {
    private final ToIntFunction<String> port;
    private final int connections;

    /** @param seconds from the first byte sent to the last acknowledgement */
    record Result(int acknowledged, double seconds, double p50Millis, double p99Millis) {}

    /** @param port of a class's listener; each sender has a connection to each that it needs */
    MllpLoad(ToIntFunction<String> port, int connections) {
        this.port = port;
        this.connections = connections;
    }

    Result send(List<Framed> frames) throws InterruptedException, ExecutionException {
        AtomicInteger next = new AtomicInteger();
        long[] nanos = new long[frames.size()];
        ExecutorService senders = Executors.newFixedThreadPool(connections);
        long start = System.nanoTime();
        try {
            List<Callable<Integer>> tasks = new ArrayList<>();
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

    private int sendAll(List<Framed> frames, AtomicInteger next, long[] nanos) throws IOException {
        int acknowledged = 0;
        Map<Integer, Line> lines = new HashMap<>();
        try {
            for (int i = next.getAndIncrement(); i < frames.size(); i = next.getAndIncrement()) {
                int to = port.applyAsInt(frames.get(i).dataClass());
                Line line = lines.get(to);
                if (line == null) {
                    line = Line.to(to);
                    lines.put(to, line);
                }
                long sent = System.nanoTime();
                line.out().write(frames.get(i).bytes());
                acknowledged += isAccepted(line.in()) ? 1 : 0;
                nanos[i] = System.nanoTime() - sent;
            }
        } finally {
            for (Line line : lines.values()) {
                line.socket().close();
            }
        }
        return acknowledged;
    }

    private record Line(Socket socket, OutputStream out, InputStream in) {
        static Line to(int port) throws IOException {
            Socket socket = new Socket();
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(60_000);
            socket.connect(new InetSocketAddress("127.0.0.1", port), 10_000);
            return new Line(socket, socket.getOutputStream(), new BufferedInputStream(socket.getInputStream(), 8_192));
        }
    }

    static boolean isAccepted(InputStream in) throws IOException {
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
