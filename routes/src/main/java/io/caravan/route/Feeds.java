package io.caravan.route;

import io.caravan.message.DataClass;
import io.caravan.route.RouteSettings.ClassFeeds;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * The placeholders of the route files: {@code {{mllp.adt.port}}} and the like.
 *
 * @param mllpPorts the real ports, also where a free one was asked for
 */
record Feeds(Properties placeholders, Map<DataClass, Integer> mllpPorts) {
    private static final String NOT_SET = "unset";

    static Feeds of(RouteSettings settings) {
        Map<DataClass, Integer> ports = ports(settings);
        Properties values = new Properties();
        values.putAll(settings.properties());
        values.put("mllp.host", settings.bindHost());
        for (DataClass dataClass : DataClass.values()) {
            String label = dataClass.label();
            ClassFeeds feeds = settings.feeds(dataClass);
            values.put("target." + label + ".concurrency", Integer.toString(feeds.targetConcurrency()));
            values.put(
                    "mllp." + label + ".enabled", Boolean.toString(feeds.mllp().isPresent()));
            values.put("mllp." + label + ".port", Integer.toString(ports.getOrDefault(dataClass, 1)));
            values.put(
                    "mllp." + label + ".source",
                    feeds.mllp().map(RouteSettings.MllpFeed::source).orElse(NOT_SET));
            values.put(
                    "file." + label + ".enabled", Boolean.toString(feeds.file().isPresent()));
            values.put(
                    "file." + label + ".directory",
                    feeds.file().map(feed -> feed.directory().toString()).orElse(NOT_SET));
            values.put(
                    "file." + label + ".source",
                    feeds.file().map(RouteSettings.FileFeed::source).orElse(NOT_SET));
            values.put(
                    "kafka." + label + ".enabled",
                    Boolean.toString(feeds.kafka().isPresent()));
            values.put(
                    "kafka." + label + ".brokers",
                    feeds.kafka().map(RouteSettings.KafkaFeed::brokers).orElse(NOT_SET));
            values.put(
                    "kafka." + label + ".topic",
                    feeds.kafka().map(RouteSettings.KafkaFeed::topic).orElse(NOT_SET));
            values.put(
                    "kafka." + label + ".source",
                    feeds.kafka().map(RouteSettings.KafkaFeed::source).orElse(NOT_SET));
        }
        return new Feeds(values, Map.copyOf(ports));
    }

    private static Map<DataClass, Integer> ports(RouteSettings settings) {
        Map<DataClass, Integer> ports = new EnumMap<>(DataClass.class);
        List<ServerSocket> held = new ArrayList<>();
        try {
            for (DataClass dataClass : DataClass.values()) {
                if (settings.feeds(dataClass).mllp().isPresent()) {
                    int asked = settings.feeds(dataClass).mllp().get().port();
                    ports.put(dataClass, asked == 0 ? free(settings.bindHost(), held) : asked);
                }
            }
            for (ServerSocket socket : held) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("No free port on " + settings.bindHost(), e);
        }
        return ports;
    }

    /** The sockets are held until all ports are chosen, so that no two classes are given the same. */
    private static int free(String host, List<ServerSocket> held) throws IOException {
        ServerSocket socket = new ServerSocket();
        held.add(socket);
        socket.bind(new InetSocketAddress(InetAddress.getByName(host), 0));
        return socket.getLocalPort();
    }
}
