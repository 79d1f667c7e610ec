package io.caravan.route;

import io.caravan.hl7.AckCode;
import io.caravan.hl7.Problem;
import io.caravan.mllp.MllpOptions;
import io.caravan.mllp.MllpPipeline;
import io.caravan.mllp.MllpServerInitializer;
import io.caravan.mllp.Refusal;
import io.caravan.route.RouteSettings.MllpTls;
import java.time.Duration;
import java.util.Optional;
import org.apache.camel.LoggingLevel;
import org.apache.camel.component.netty.NettyComponent;
import org.apache.camel.component.netty.NettyConfiguration;
import org.apache.camel.support.jsse.ClientAuthentication;
import org.apache.camel.support.jsse.KeyManagersParameters;
import org.apache.camel.support.jsse.KeyStoreParameters;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.apache.camel.support.jsse.SSLContextServerParameters;
import org.apache.camel.support.jsse.TrustManagersParameters;

/**
 * The {@code netty:} component of the route files: everything that makes a listener safe is set here, so that a route file names
 * an address and nothing else.
 */
final class MllpListener {
    /** Messages of one connection on their way to the journal at once; {@link ReplyOrder} keeps their answers in order. */
    private static final int MOST_UNANSWERED = 64;

    private static final Duration STALLED = Duration.ofSeconds(60);
    private static final Problem TOO_LONG = new Problem(104, "message-too-long", "");

    private MllpListener() {}

    static NettyComponent component(RouteSettings settings, Desks desks) {
        NettyConfiguration netty = new NettyConfiguration();
        netty.setSync(true);
        netty.setUsingExecutorService(false);
        netty.setDisconnectOnNoReply(false);
        netty.setNoReplyLogLevel(LoggingLevel.OFF);
        netty.setServerExceptionCaughtLogLevel(LoggingLevel.OFF);
        netty.setServerClosedChannelExceptionCaughtLogLevel(LoggingLevel.OFF);
        netty.setAllowDefaultCodec(false);
        netty.setTransferExchange(false);
        netty.setReuseAddress(true);
        netty.setKeepAlive(true);
        netty.setTcpNoDelay(true);
        netty.setBacklog(1_024);
        netty.setServerInitializerFactory(
                new MllpServerInitializer(new MllpPipeline(options(settings), refusal(desks))));
        settings.tls().ifPresent(tls -> {
            netty.setSsl(true);
            netty.setNeedClientAuth(tls.trustStore().isPresent());
            netty.setSslContextParameters(parameters(tls));
        });
        NettyComponent component = new NettyComponent();
        component.setConfiguration(netty);
        return component;
    }

    private static MllpOptions options(RouteSettings settings) {
        Duration idle = settings.limits().idle();
        Duration stalled = idle.compareTo(STALLED) < 0 ? idle : STALLED;
        return new MllpOptions(settings.limits().maxMessageBytes(), MOST_UNANSWERED, stalled, idle);
    }

    private static Refusal refusal(Desks desks) {
        return head -> desks.any()
                .flatMap(desk -> desk.acknowledgement().answer(desk.head(head), AckCode.AR, Optional.of(TOO_LONG)))
                .orElse(new byte[0]);
    }

    private static SSLContextParameters parameters(MllpTls tls) {
        SSLContextParameters parameters = new SSLContextParameters();
        KeyManagersParameters keys = new KeyManagersParameters();
        keys.setKeyStore(store(tls.keyStore().toString(), tls.keyStorePassword()));
        keys.setKeyPassword(tls.keyStorePassword());
        parameters.setKeyManagers(keys);
        SSLContextServerParameters server = new SSLContextServerParameters();
        tls.trustStore().ifPresent(path -> {
            TrustManagersParameters trust = new TrustManagersParameters();
            trust.setKeyStore(store(path.toString(), tls.trustStorePassword()));
            parameters.setTrustManagers(trust);
            server.setClientAuthentication(ClientAuthentication.REQUIRE.name());
        });
        parameters.setServerParameters(server);
        return parameters;
    }

    private static KeyStoreParameters store(String path, String password) {
        KeyStoreParameters store = new KeyStoreParameters();
        store.setType("PKCS12");
        store.setResource("file:" + path);
        store.setPassword(password);
        return store;
    }
}
