package io.caravan.mllp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MllpDecoderTest {
    private static final Path STREAMS = Path.of("../../shared/corpora/mllp");
    private static final int LIMIT = 64;

    private static byte[] octets(String text) {
        return text.replace('<', (char) 0x0B)
                .replace('>', (char) 0x1C)
                .replace('_', '\r')
                .replace('/', '\n')
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    /** What comes out when the bytes arrive in packets that end at these places. */
    private static List<String> decode(int maxFrameBytes, byte[] bytes, int... cuts) {
        EmbeddedChannel channel = new EmbeddedChannel(new MllpDecoder(maxFrameBytes));
        int from = 0;
        for (int cut : cuts) {
            channel.writeInbound(Unpooled.copiedBuffer(bytes, from, cut - from));
            from = cut;
        }
        channel.writeInbound(Unpooled.copiedBuffer(bytes, from, bytes.length - from));
        channel.finish();
        List<String> messages = new ArrayList<>();
        for (Object next = channel.readInbound(); next != null; next = channel.readInbound()) {
            messages.add(describe(next));
        }
        return messages;
    }

    private static String describe(Object message) {
        if (message instanceof OversizedFrame frame) {
            return "too long: " + frame.length() + ", begins with "
                    + new String(frame.head(), 0, 4, StandardCharsets.ISO_8859_1);
        }
        return new String((byte[]) message, StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            nullValues = "-",
            value = {
                "<MSH|1>_ MSH|1",
                "<MSH|1>_<MSH|2>_ MSH|1;MSH|2",
                "<MSH|1><MSH|2> MSH|1;MSH|2",
                "<MSH|1>/<MSH|2>_/ MSH|1;MSH|2",
                "junk<MSH|1>_more<MSH|2>_rest MSH|1;MSH|2",
                "MSH|1>_<MSH|2>_ MSH|1;MSH|2",
                "MSH|lost<MSH|2>_ MSH|2",
                "xMSH|junk>_<MSH|2>_ MSH|2",
                "<MSH|1>__//_<MSH|2>_ MSH|1;MSH|2",
                "<>_<MSH|1>_<>_ MSH|1",
                "<MSH|unfinished -",
                "nothing -",
                "<MSH|a<b>_ MSH|a\u000Bb",
                "<MSH|lost<MSH|2>_ MSH|2",
                "<MSH|lost<MSH|lost<MSH|3>_ MSH|3",
                "<MSH|1/<MSH|2>_ MSH|1/\u000BMSH|2",
            })
    @DisplayName("§7.1 frame: frames are found however the bytes are split")
    void framesAreFoundHoweverTheBytesAreSplit(String stream, String expected) {
        byte[] bytes = octets(stream);
        List<String> messages = expected == null
                ? List.of()
                : List.of(expected.replace('/', '\n').split(";"));

        assertThat(decode(LIMIT, bytes)).isEqualTo(messages);
        for (int first = 1; first < bytes.length; first++) {
            assertThat(decode(LIMIT, bytes, first)).as("split at %d", first).isEqualTo(messages);
            for (int second = first + 1; second < bytes.length; second++) {
                assertThat(decode(LIMIT, bytes, first, second))
                        .as("split at %d and %d", first, second)
                        .isEqualTo(messages);
            }
        }
    }

    @Test
    void aFrameBeyondTheLimitIsSkippedAndTheNextOneTaken() {
        byte[] bytes = octets("<MSH|1>_<MSH|" + "x".repeat(200) + ">_<MSH|2>_");
        List<String> expected = List.of("MSH|1", "too long: 204, begins with MSH|", "MSH|2");

        assertThat(decode(LIMIT, bytes)).isEqualTo(expected);
        for (int cut = 1; cut < bytes.length; cut++) {
            assertThat(decode(LIMIT, bytes, cut)).as("split at %d", cut).isEqualTo(expected);
        }
    }

    @Test
    void aFrameOfJustTheLimitIsTaken() {
        assertThat(decode(LIMIT, octets("<" + "x".repeat(LIMIT) + ">_"))).containsExactly("x".repeat(LIMIT));
    }

    @Test
    void aMessageOfManyPacketsIsTakenInOneWalk() {
        EmbeddedChannel channel = new EmbeddedChannel(new MllpDecoder(64 << 20));
        byte[] packet = "y".repeat(1_460).getBytes(StandardCharsets.ISO_8859_1);

        channel.writeInbound(Unpooled.wrappedBuffer(new byte[] {MllpDecoder.START}));
        for (int i = 0; i < 10_000; i++) {
            channel.writeInbound(Unpooled.copiedBuffer(packet));
        }
        channel.writeInbound(Unpooled.wrappedBuffer(new byte[] {MllpDecoder.END, '\r'}));

        byte[] message = channel.readInbound();
        assertThat(message).hasSize(14_600_000);
        channel.finishAndReleaseAll();
    }

    @Test
    void aConnectionKnowsWhetherItOwesTheRestOfAFrame() {
        MllpDecoder decoder = new MllpDecoder(LIMIT);
        EmbeddedChannel channel = new EmbeddedChannel(decoder);

        assertThat(decoder.isInsideFrame()).isFalse();
        channel.writeInbound(Unpooled.copiedBuffer(octets("<MSH")));
        assertThat(decoder.isInsideFrame()).isTrue();
        channel.writeInbound(Unpooled.copiedBuffer(octets("|1>_")));
        assertThat(decoder.isInsideFrame()).isFalse();
        channel.finishAndReleaseAll();
    }

    @ParameterizedTest
    @ValueSource(strings = {"good.bin:1", "no-final-CR.bin:1", "no-start.bin:1", "two-in-one-write.bin:2"})
    void publishedStreamsGiveTheirMessagesHoweverTheyAreSplit(String stream) throws IOException {
        assumeTrue(Files.isDirectory(STREAMS), "skipped: there is no " + STREAMS);
        String[] expected = stream.split(":");
        byte[] bytes = Files.readAllBytes(STREAMS.resolve(expected[0]));

        List<String> whole = decode(1 << 20, bytes);
        assertThat(whole)
                .hasSize(Integer.parseInt(expected[1]))
                .allSatisfy(message -> assertThat(message).containsOnlyOnce("MSH|^~\\&|"));
        for (int cut = 1; cut < bytes.length; cut++) {
            assertThat(decode(1 << 20, bytes, cut)).isEqualTo(whole);
        }
    }
}
