package io.caravan.testkit;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.SocketFactory;

/**
 * Connections to PostgreSQL that die at a chosen point: before something is sent, so that the server rolls back, or when the
 * server has committed and its answer is under way. The driver makes it by name, see {@link Fault#in(String)}.
 */
public final class CrashingSockets extends SocketFactory {
    private static final Map<String, Fault> FAULTS = new ConcurrentHashMap<>();
    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final byte[] COMMITTED = "COMMIT\0".getBytes(StandardCharsets.US_ASCII);

    private final Fault fault;

    /** @param name of a fault, as the driver hands it on */
    public CrashingSockets(String name) {
        this.fault = FAULTS.getOrDefault(name, new Fault(name));
    }

    /** The next crash of some connections; none as long as nobody asks for one. */
    public static final class Fault {
        private final String name;
        private final AtomicInteger sends = new AtomicInteger();
        private final AtomicInteger commits = new AtomicInteger();
        private final AtomicInteger crashes = new AtomicInteger();

        private Fault(String name) {
            this.name = name;
        }

        public static Fault create() {
            Fault fault = new Fault("fault" + COUNT.incrementAndGet());
            FAULTS.put(fault.name, fault);
            return fault;
        }

        /** A URL of PostgreSQL whose connections have this fault. */
        public String in(String url) {
            return url + (url.contains("?") ? "&" : "?") + "socketFactory=" + CrashingSockets.class.getName()
                    + "&socketFactoryArg=" + name;
        }

        /** The connection that is to send for the n-th time from now on dies before it does. */
        public void beforeSend(int n) {
            sends.set(n);
        }

        /** The n-th commit from now on is made, and nobody learns of it. */
        public void afterCommit(int n) {
            commits.set(n);
        }

        public void none() {
            sends.set(0);
            commits.set(0);
        }

        /** How often a connection died so far. */
        public int crashes() {
            return crashes.get();
        }

        private boolean isNow(AtomicInteger countdown) {
            boolean now = countdown.getAndUpdate(n -> Math.max(0, n - 1)) == 1;
            if (now) {
                crashes.incrementAndGet();
            }
            return now;
        }
    }

    @Override
    public Socket createSocket() {
        return new CrashingSocket(fault);
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return connectedTo(InetAddress.getByName(host), port);
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
        return connectedTo(InetAddress.getByName(host), port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return connectedTo(host, port);
    }

    @Override
    public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort)
            throws IOException {
        return connectedTo(address, port);
    }

    private Socket connectedTo(InetAddress host, int port) throws IOException {
        Socket socket = createSocket();
        socket.connect(new java.net.InetSocketAddress(host, port));
        return socket;
    }

    private static final class CrashingSocket extends Socket {
        private final Fault fault;

        CrashingSocket(Fault fault) {
            this.fault = fault;
        }

        @Override
        public OutputStream getOutputStream() throws IOException {
            return new FilterOutputStream(super.getOutputStream()) {
                @Override
                public void write(byte[] bytes, int from, int length) throws IOException {
                    if (fault.isNow(fault.sends)) {
                        die();
                    }
                    out.write(bytes, from, length);
                }
            };
        }

        @Override
        public InputStream getInputStream() throws IOException {
            return new FilterInputStream(super.getInputStream()) {
                @Override
                public int read(byte[] bytes, int from, int length) throws IOException {
                    int read = super.read(bytes, from, length);
                    if (fault.commits.get() > 0 && read > 0 && tells(bytes, from, read) && fault.isNow(fault.commits)) {
                        die();
                    }
                    return read;
                }
            };
        }

        private static boolean tells(byte[] bytes, int from, int length) {
            for (int at = from; at + COMMITTED.length <= from + length; at++) {
                int same = 0;
                while (same < COMMITTED.length && bytes[at + same] == COMMITTED[same]) {
                    same++;
                }
                if (same == COMMITTED.length) {
                    return true;
                }
            }
            return false;
        }

        private void die() throws IOException {
            close();
            throw new SocketException("the connection died, as the test wants it");
        }
    }
}
