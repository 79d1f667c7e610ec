package io.caravan.mllp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ca.uhn.hl7v2.DefaultHapiContext;
import ca.uhn.hl7v2.HapiContext;
import ca.uhn.hl7v2.app.Connection;
import ca.uhn.hl7v2.model.Message;
import ca.uhn.hl7v2.parser.GenericModelClassFactory;
import ca.uhn.hl7v2.util.Terser;
import ca.uhn.hl7v2.validation.impl.ValidationContextFactory;
import io.caravan.hl7.AckCode;
import io.caravan.hl7.Acknowledgement;
import io.caravan.hl7.MessageHead;
import io.caravan.message.DataClass;
import io.caravan.message.SourceDeclaration;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.AsyncCallback;
import org.apache.camel.AsyncProcessor;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.netty.NettyComponent;
import org.apache.camel.component.netty.NettyConfiguration;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.AsyncProcessorSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A listener of Camel on real sockets: whatever a sender does, the next one is served. */
class MllpServerInitializerTest {
    private static final Path STREAMS = Path.of("../../shared/corpora/mllp");
    private static final int LIMIT = 8_000;
    private static final byte[] MESSAGE = frame("MSH|^~\\&|A|B|C|D|2026||ADT^A01|17|P|2.5\rPID|1\r");

    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final Acknowledgement acknowledgement = new Acknowledgement(Clock.systemUTC(), () -> "R", ZoneOffset.UTC);
    private int port;

    private static byte[] frame(String message) {
        return ("\u000B" + message + "\u001C\r").getBytes(StandardCharsets.ISO_8859_1);
    }

    @BeforeEach
    void start() throws Exception {
        port = freePort();
        MllpOptions options = new MllpOptions(LIMIT, 1, Duration.ofMillis(300), Duration.ofSeconds(30));
        NettyConfiguration netty = new NettyConfiguration();
        netty.setUsingExecutorService(false);
        netty.setDisconnectOnNoReply(false);
        netty.setAllowDefaultCodec(false);
        netty.setServerInitializerFactory(
                new MllpServerInitializer(new MllpPipeline(options, head -> answer(head, AckCode.AR))));
        NettyComponent component = new NettyComponent();
        component.setConfiguration(netty);
        camel.addComponent("netty", component);
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("netty:tcp://127.0.0.1:" + port).process(slowly());
            }
        });
        camel.start();
    }

    /** Answers on another thread, as the journal does. */
    private AsyncProcessor slowly() {
        return new AsyncProcessorSupport() {
            @Override
            public boolean process(Exchange exchange, AsyncCallback callback) {
                CompletableFuture.runAsync(() -> {
                    byte[] message = exchange.getIn().getBody(byte[].class);
                    exchange.getIn().setBody(answer(message, AckCode.AA));
                    callback.done(false);
                });
                return false;
            }
        };
    }

    private byte[] answer(byte[] message, AckCode code) {
        return acknowledgement
                .answer(MessageHead.read(message, source()), code, Optional.empty())
                .orElse(new byte[0]);
    }

    private static SourceDeclaration source() {
        return SourceDeclaration.of("adt", DataClass.ADT)
                .authorities(new SourceDeclaration.Authorities("H", "", "", ""))
                .build();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @AfterEach
    void stop() {
        camel.stop();
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket("127.0.0.1", port);
        socket.setSoTimeout(20_000);
        return socket;
    }

    private static List<String> answersUntilTheEnd(Socket socket) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        socket.getInputStream().transferTo(out);
        return out.toString(StandardCharsets.ISO_8859_1)
                .lines()
                .filter(line -> line.startsWith("MSA"))
                .toList();
    }

    private static void readFrame(InputStream in) throws IOException {
        for (int b = in.read(); b != 0x1C; b = in.read()) {
            assertThat(b).as("the connection lives").isNotNegative();
        }
        in.read();
    }

    private void aSenderIsServed() throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(MESSAGE);
            socket.shutdownOutput();
            assertThat(answersUntilTheEnd(socket)).containsExactly("MSA|AA|17");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "good.bin, MSA|AA|182",
        "no-final-CR.bin, MSA|AA|182",
        "no-start.bin, MSA|AA|182",
        "two-in-one-write.bin, MSA|AA|182"
    })
    void publishedStreamsAreAnswered(String stream, String first) throws IOException {
        assumeTrue(Files.isDirectory(STREAMS), "skipped: there is no " + STREAMS);
        try (Socket socket = connect()) {
            socket.getOutputStream().write(Files.readAllBytes(STREAMS.resolve(stream)));
            socket.shutdownOutput();

            // The second of the two asks for no answer.
            assertThat(answersUntilTheEnd(socket)).containsExactly(first);
        }
        aSenderIsServed();
    }

    @Test
    void manyMessagesInOneWriteAreAllAnsweredInOrder() throws IOException {
        StringBuilder stream = new StringBuilder();
        for (int i = 0; i < 500; i++) {
            stream.append("\u000BMSH|^~\\&|A|B|C|D|2026||ADT^A01|").append(i).append("|P|2.5\r\u001C\r");
        }
        try (Socket socket = connect()) {
            socket.getOutputStream().write(stream.toString().getBytes(StandardCharsets.ISO_8859_1));
            socket.shutdownOutput();

            List<String> answers = answersUntilTheEnd(socket);
            assertThat(answers).hasSize(500).first().isEqualTo("MSA|AA|0");
            assertThat(answers).last().isEqualTo("MSA|AA|499");
        }
    }

    @Test
    void aMessageThatIsTooLongIsRefusedAndTheConnectionGoesOn() throws IOException {
        try (Socket socket = connect()) {
            String tooLong = "MSH|^~\\&|A|B|C|D|2026||ADT^A01|18|P|2.5\r" + "x".repeat(3 * LIMIT);
            socket.getOutputStream().write(frame(tooLong));
            socket.getOutputStream().write(MESSAGE);
            socket.shutdownOutput();

            assertThat(answersUntilTheEnd(socket)).containsExactly("MSA|AR|18", "MSA|AA|17");
        }
    }

    @Test
    void aConnectionThatStopsWithinAMessageIsClosedAndNobodyElseNotices() throws IOException {
        try (Socket stalled = connect();
                Socket patient = connect()) {
            stalled.getOutputStream().write(new byte[] {0x0B, 'M', 'S', 'H'});
            patient.getOutputStream().write(MESSAGE);
            readFrame(patient.getInputStream());

            assertThat(stalled.getInputStream().read()).as("closed").isNegative();
            patient.getOutputStream().write(MESSAGE);
            readFrame(patient.getInputStream());
        }
    }

    @Test
    void aSenderThatBreaksOffDoesNoHarm() throws IOException {
        for (int i = 0; i < 20; i++) {
            try (Socket socket = connect()) {
                socket.setSoLinger(true, 0);
                socket.getOutputStream().write(MESSAGE, 0, MESSAGE.length - i);
            }
        }
        aSenderIsServed();
    }

    @Test
    void aSenderBuiltByOthersIsServed() throws Exception {
        try (HapiContext hapi = new DefaultHapiContext(new GenericModelClassFactory())) {
            hapi.setValidationContext(ValidationContextFactory.noValidation());
            Connection connection = hapi.newClient("127.0.0.1", port, false);
            for (int i = 0; i < 3; i++) {
                String text = "MSH|^~\\&|A|B|C|D|2026||ADT^A01|N" + i + "|P|2.5\rPID|1\r";

                Message answer = connection
                        .getInitiator()
                        .sendAndReceive(hapi.getPipeParser().parse(text));

                assertThat(new Terser(answer).get("MSA-1")).isEqualTo("AA");
                assertThat(new Terser(answer).get("MSA-2")).isEqualTo("N" + i);
            }
            connection.close();
        }
    }

    @Test
    void rubbishDoesNoHarm() throws IOException {
        byte[] rubbish = new byte[50_000];
        new Random(7).nextBytes(rubbish);
        try (Socket socket = connect()) {
            socket.getOutputStream().write(rubbish);
            socket.shutdownOutput();
            answersUntilTheEnd(socket);
        }
        aSenderIsServed();
    }
}
