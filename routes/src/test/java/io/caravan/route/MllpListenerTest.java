package io.caravan.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.caravan.message.DataClass;
import io.caravan.route.RouteSettings.ClassFeeds;
import io.caravan.route.RouteSettings.MllpLimits;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What senders do on a connection, on real sockets, through the shipped route. */
class MllpListenerTest {
    private Site site;
    private int refusedBefore;

    @BeforeEach
    void start() throws Exception {
        site = Site.start(settings("adt", MllpLimits.USUAL));
    }

    @AfterEach
    void stop() {
        site.close();
    }

    private static RouteSettings settings(String source, MllpLimits limits) {
        return new RouteSettings(
                Site.ROUTES,
                RouteSettings.LOOPBACK,
                Map.of(DataClass.ADT, ClassFeeds.ofMllp(0, source)),
                limits,
                Optional.empty(),
                Map.of());
    }

    private MllpClient sender() throws Exception {
        return new MllpClient(site.port(DataClass.ADT));
    }

    private static String adt(String controlId) {
        return Messages.of(DataClass.ADT, controlId);
    }

    @Test
    @DisplayName("§7.1 frame: a frame may come in pieces")
    void aFrameMayComeInPieces() throws Exception {
        byte[] frame = MllpClient.framed(adt("C1"));
        try (MllpClient sender = sender()) {
            for (int i = 0; i < frame.length; i += 7) {
                sender.write(Arrays.copyOfRange(frame, i, Math.min(frame.length, i + 7)));
            }

            assertThat(sender.answer()).contains("MSA|AA|C1");
        }
    }

    @Test
    @DisplayName("§7.1 frame, §7.2 original: many frames in one write are answered each, in their order")
    void messagesInOneWriteAreAllTakenAndAnsweredInTheirOrder() throws Exception {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            boolean refused = i % 3 == 0;
            String id = "C" + i;
            all.writeBytes(MllpClient.framed(refused ? adt(id).replace("|P|2.5.1", "|T|2.5.1") : adt(id)));
            expected.add("MSA|" + (refused ? "AR|" : "AA|") + id);
        }
        try (MllpClient sender = sender()) {
            CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> sender.write(all.toByteArray()));

            for (String answer : expected) {
                assertThat(sender.answer()).contains(answer + "\r");
            }
            writing.join();
        }
        assertThat(site.journal.entries()).hasSize(333);
    }

    @Test
    @DisplayName("§7.1 frame: the carriage return may be missing")
    void theCarriageReturnAfterAFrameMayBeMissing() throws Exception {
        byte[] frame = MllpClient.framed(adt("C1"));
        try (MllpClient sender = sender()) {
            sender.write(Arrays.copyOf(frame, frame.length - 1));

            assertThat(sender.answer()).contains("MSA|AA|C1");
        }
    }

    @Test
    @DisplayName("§7.1 frame: junk between frames is passed over")
    void junkBetweenFramesIsPassedOver() throws Exception {
        try (MllpClient sender = sender()) {
            sender.ask(adt("C1"));
            sender.write("\r\n\0\0noise".getBytes(StandardCharsets.US_ASCII));

            assertThat(sender.ask(adt("C2"))).contains("MSA|AA|C2");
        }
    }

    @Test
    @DisplayName("§7.1 frame: a message beyond the limit is refused, the connection goes on")
    void aMessageThatIsTooLongIsRefusedAndTheNextIsTaken() throws Exception {
        site.close();
        site = Site.start(settings("adt", new MllpLimits(2_000, Duration.ofMinutes(5))));
        try (MllpClient sender = sender()) {
            assertThat(sender.ask(adt("C1") + "NTE|1||" + "x".repeat(5_000) + "\r"))
                    .contains("MSA|AR|C1");
            assertThat(sender.ask(adt("C2"))).contains("MSA|AA|C2");
        }
    }

    @Test
    @DisplayName("§7.1 frame: an idle connection is closed")
    void aConnectionOnWhichNothingComesIsClosed() throws Exception {
        site.close();
        site = Site.start(settings("adt", new MllpLimits(2_000, Duration.ofMillis(300))));
        try (MllpClient sender = sender()) {
            assertThat(sender.answer()).isEmpty();
        }
        try (MllpClient next = sender()) {
            assertThat(next.ask(adt("C1"))).contains("MSA|AA|C1");
        }
    }

    @Test
    @DisplayName("§7.3 duplicate: a message that comes again gets its first answer, and has no effect")
    void aResentMessageGetsItsFirstAnswerAgainAndHasNoEffect() throws Exception {
        try (MllpClient sender = sender()) {
            sender.ask(adt("C1"));

            assertThat(sender.ask(adt("C1"))).contains("MSA|AA|C1");
        }
        assertThat(site.journal.entries()).hasSize(1);
        assertThat(site.journal.duplicates()).isEqualTo(1);
    }

    @Test
    @DisplayName("§7.3 refuse, §7.3 custody: AR while the journal cannot take it, AA once it has")
    void nothingIsAcknowledgedThatIsNotStored() throws Exception {
        site.journal.away(true);
        try (MllpClient sender = sender()) {
            assertThat(sender.ask(adt("C1"))).contains("MSA|AR|C1").contains("207");
            assertThat(site.routes().health().get(DataClass.ADT).receivingTrouble())
                    .isNotEmpty();
            site.journal.away(false);

            assertThat(sender.ask(adt("C1"))).contains("MSA|AA|C1");
        }
        assertThat(site.routes().health().get(DataClass.ADT).isWell()).isTrue();
    }

    @Test
    @DisplayName("§7.3 unparseable: AR, and the bytes are a dead letter")
    void whatCannotBeReadIsRefusedKeptAndExplained() throws Exception {
        try (MllpClient sender = sender()) {
            assertThat(sender.ask("this is no message")).contains("MSA|AR|");
        }
        await().untilAsserted(() -> assertThat(site.deadLetters.all())
                .singleElement()
                .satisfies(letter -> assertThat(letter.code()).isEqualTo("no-msh")));
    }

    @Test
    @DisplayName("§7.3 misrouted: a type of another listener is refused and not kept")
    void aMisroutedMessageIsRefusedAndNotKept() throws Exception {
        try (MllpClient sender = sender()) {
            assertThat(sender.ask(Messages.of(DataClass.LABS, "C1")))
                    .contains("MSA|AR|C1")
                    .contains("200^");
        }
        assertThat(site.journal.entries()).isEmpty();
    }

    @Test
    @DisplayName("§7.2 form: an acknowledgement is never acknowledged")
    void anAnswerIsNeverAnswered() throws Exception {
        try (MllpClient sender = sender()) {
            sender.write(MllpClient.framed("MSH|^~\\&|A|B|C|D|20260301||ACK^A01|C1|P|2.5.1\rMSA|AA|X1\r"));

            assertThat(sender.ask(adt("C2"))).contains("MSA|AA|C2");
        }
        assertThat(site.journal.entries()).hasSize(1);
    }

    @Test
    @DisplayName("§7.2 none: NE and NE get no reply, and the message is taken")
    void aSenderThatWantsNoAnswerGetsNone() throws Exception {
        try (MllpClient sender = sender()) {
            sender.write(MllpClient.framed(adt("C1").replace("|P|2.5.1", "|P|2.5.1|||NE|NE")));

            assertThat(sender.ask(adt("C2"))).contains("MSA|AA|C2");
        }
        assertThat(site.journal.entries()).hasSize(2);
    }

    @Test
    @DisplayName("§7.2 accept: CA")
    void theEnhancedModeIsAnsweredInItsOwnWords() throws Exception {
        try (MllpClient sender = sender()) {
            assertThat(sender.ask(adt("C1").replace("|P|2.5.1", "|P|2.5.1|||AL|NE")))
                    .contains("MSA|CA|C1");
        }
    }

    @Test
    @DisplayName("§7.3 source-owns: AE with ERR, a dead letter as evidence, and on with the next")
    void aSourceThatRepairsItsOwnMessagesIsToldWhatIsWrong() throws Exception {
        site.close();
        site = Site.start(settings("adt-own", MllpLimits.USUAL));
        try (MllpClient sender = sender()) {
            assertThat(sender.ask(Messages.of(DataClass.ADT, "C1", "REJECT")))
                    .contains("MSA|AE|C1")
                    .contains("PV1^1^19")
                    .doesNotContain(Messages.PLANTED);
            assertThat(sender.ask(Messages.of(DataClass.ADT, "C2"))).contains("MSA|AA|C2");
        }
        await().untilAsserted(() -> assertThat(site.deadLetters.all()).hasSize(1));
    }

    @Test
    void manyConnectionsAreServedAtOnce() throws Exception {
        List<CompletableFuture<Integer>> senders = new ArrayList<>();
        for (int s = 0; s < 20; s++) {
            int number = s;
            senders.add(CompletableFuture.supplyAsync(() -> talk(number)));
        }

        assertThat(senders).allSatisfy(sender -> assertThat(sender.get()).isEqualTo(25));
        await().untilAsserted(() -> assertThat(site.journal.ended()).hasSize(500));
    }

    @Test
    @DisplayName(
            "§7.1 frame: a sender that sends on without reading its answers is held, not kept in memory, and all is answered")
    void aSenderThatDoesNotReadIsHeld() throws Exception {
        int many = 40_000;
        byte[] refused = MllpClient.framed(adt("C").replace("|P|2.5.1", "|T|2.5.1"));
        Socket socket = new Socket();
        socket.setReceiveBufferSize(16 << 10);
        socket.connect(new InetSocketAddress(RouteSettings.LOOPBACK, site.port(DataClass.ADT)));
        try (MllpClient sender = new MllpClient(socket)) {
            CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> {
                for (int i = 0; i < many; i++) {
                    sender.write(refused);
                }
            });
            await().atMost(Duration.ofSeconds(30)).until(() -> site.links.refused(DataClass.ADT) > 1_000);
            await().atMost(Duration.ofSeconds(30)).until(this::isStill);
            assertThat(site.links.refused(DataClass.ADT)).isLessThan(many);
            try (MllpClient other = sender()) {
                assertThat(other.ask(adt("other"))).contains("MSA|AA|other");
            }

            for (int i = 0; i < many; i++) {
                assertThat(sender.answer()).contains("MSA|AR|C");
            }
            writing.join();
        }
    }

    /** Whether nothing more is refused than when it was asked the last time. */
    private boolean isStill() {
        int now = site.links.refused(DataClass.ADT);
        boolean still = now == refusedBefore;
        refusedBefore = now;
        return still;
    }

    private int talk(int number) {
        int acknowledged = 0;
        try (MllpClient sender = sender()) {
            for (int i = 0; i < 25; i++) {
                acknowledged +=
                        sender.ask(adt("S" + number + "-" + i)).contains("MSA|AA|S" + number + "-" + i + "\r") ? 1 : 0;
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        return acknowledged;
    }
}
