package io.caravan.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.caravan.message.DataClass;
import io.caravan.route.RouteSettings.ClassFeeds;
import io.caravan.route.RouteSettings.MllpLimits;
import io.caravan.route.RouteSettings.MllpTls;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** MLLP in TLS, with certificates on both sides. */
class MllpTlsTest {
    private static final String PASSWORD = "changeit-in-tests";

    @TempDir
    Path folder;

    private Path store;
    private Site site;

    @BeforeEach
    void start() throws Exception {
        store = folder.resolve("keys.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "mllp",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=127.0.0.1",
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        PASSWORD)
                .redirectErrorStream(true)
                .start();
        keytool.getInputStream().readAllBytes();
        assertThat(keytool.waitFor()).isZero();
        Path trust = folder.resolve("trust.p12");
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("mllp", load(store).getCertificate("mllp"));
        try (var out = Files.newOutputStream(trust)) {
            trusted.store(out, PASSWORD.toCharArray());
        }
        site = Site.start(new RouteSettings(
                Site.ROUTES,
                RouteSettings.LOOPBACK,
                Map.of(DataClass.ADT, ClassFeeds.ofMllp(0, "adt")),
                MllpLimits.USUAL,
                Optional.of(new MllpTls(store, PASSWORD, Optional.of(trust), PASSWORD)),
                Map.of()));
    }

    @AfterEach
    void stop() {
        site.close();
    }

    private static KeyStore load(Path path) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(path)) {
            store.load(in, PASSWORD.toCharArray());
        }
        return store;
    }

    private SSLSocket connect(boolean withCertificate) throws Exception {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(load(store), PASSWORD.toCharArray());
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(load(folder.resolve("trust.p12")));
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(withCertificate ? keys.getKeyManagers() : null, trust.getTrustManagers(), null);
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", site.port(DataClass.ADT));
        socket.setSoTimeout(20_000);
        return socket;
    }

    @Test
    void aSenderWithATrustedCertificateIsAnswered() throws Exception {
        try (MllpClient sender = new MllpClient(connect(true))) {
            assertThat(sender.ask(Messages.of(DataClass.ADT, "C1"))).contains("MSA|AA|C1");
        }
    }

    @Test
    void aSenderWithoutACertificateIsNot() throws Exception {
        try (MllpClient sender = new MllpClient(connect(false))) {
            assertThatThrownBy(() -> {
                        if (sender.ask(Messages.of(DataClass.ADT, "C1")).isEmpty()) {
                            throw new IllegalStateException("closed");
                        }
                    })
                    .isInstanceOf(RuntimeException.class);
        }
        assertThat(site.journal.entries()).isEmpty();
    }
}
