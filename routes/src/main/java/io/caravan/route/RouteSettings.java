package io.caravan.route;

import io.caravan.message.DataClass;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What a site decides about its routes.
 *
 * @param directory the route files: {@code *.camel.yaml}
 * @param bindHost address the MLLP listeners bind to
 * @param properties further placeholders of the site's own route files, by name
 */
public record RouteSettings(
        Path directory,
        String bindHost,
        Map<DataClass, ClassFeeds> feeds,
        MllpLimits limits,
        Optional<MllpTls> tls,
        Map<String, String> properties) {

    public static final String LOOPBACK = "127.0.0.1";

    public RouteSettings {
        feeds = Map.copyOf(feeds);
        properties = Map.copyOf(properties);
    }

    /** Loopback, usual limits, no TLS, no placeholders of the site's own. */
    public static RouteSettings of(Path directory, Map<DataClass, ClassFeeds> feeds) {
        return new RouteSettings(directory, LOOPBACK, feeds, MllpLimits.USUAL, Optional.empty(), Map.of());
    }

    ClassFeeds feeds(DataClass dataClass) {
        ClassFeeds found = feeds.get(dataClass);
        return found == null ? ClassFeeds.NONE : found;
    }

    /**
     * Where a class's live messages come from.
     *
     * @param targetConcurrency the throttle of the class's route: how many messages are on their way to the target at once
     */
    public record ClassFeeds(
            Optional<MllpFeed> mllp, Optional<FileFeed> file, Optional<KafkaFeed> kafka, int targetConcurrency) {
        public static final int USUAL_CONCURRENCY = 1_000;
        public static final ClassFeeds NONE =
                new ClassFeeds(Optional.empty(), Optional.empty(), Optional.empty(), USUAL_CONCURRENCY);

        public ClassFeeds {
            if (targetConcurrency < 1) {
                throw new IllegalArgumentException(
                        "targetConcurrency is " + targetConcurrency + "; it must be at least 1");
            }
        }

        public static ClassFeeds ofMllp(int port, String source) {
            return NONE.with(new MllpFeed(port, source));
        }

        public ClassFeeds with(MllpFeed feed) {
            return new ClassFeeds(Optional.of(feed), file, kafka, targetConcurrency);
        }

        public ClassFeeds with(FileFeed feed) {
            return new ClassFeeds(mllp, Optional.of(feed), kafka, targetConcurrency);
        }

        public ClassFeeds with(KafkaFeed feed) {
            return new ClassFeeds(mllp, file, Optional.of(feed), targetConcurrency);
        }
    }

    /** @param port 0 = any free port */
    public record MllpFeed(int port, String source) {
        public MllpFeed {
            if (port < 0 || port > 65_535) {
                throw new IllegalArgumentException("MLLP port " + port + " is not between 0 and 65535");
            }
        }
    }

    /** @param directory taken files go to its {@code done} and {@code failed} */
    public record FileFeed(Path directory, String source) {}

    /** @param brokers host:port, separated by commas */
    public record KafkaFeed(String brokers, String topic, String source) {}

    /**
     * @param maxMessageBytes a longer message ends its connection
     * @param idle a connection on which nothing came for so long is closed; a sender that lives opens it again
     */
    public record MllpLimits(int maxMessageBytes, Duration idle) {
        public static final MllpLimits USUAL = new MllpLimits(64 << 20, Duration.ofMinutes(30));

        public MllpLimits {
            if (maxMessageBytes < 1 || idle.isNegative() || idle.isZero()) {
                throw new IllegalArgumentException("MLLP limits must be greater than zero");
            }
        }
    }

    /**
     * TLS for the MLLP listeners; PKCS#12 files.
     *
     * @param trustStore where present, senders must show a certificate that it holds
     */
    public record MllpTls(
            Path keyStore, String keyStorePassword, Optional<Path> trustStore, String trustStorePassword) {
        /** Without the passwords. */
        @Override
        public String toString() {
            return "MllpTls[" + keyStore + ", " + trustStore + "]";
        }
    }
}
