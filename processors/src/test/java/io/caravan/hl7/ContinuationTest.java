package io.caravan.hl7;

import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.message.DataClass;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ContinuationTest {
    private static final String FIRST = "MSH|^~\\&|LAB|NORTH|||2026||ORU^R01|1|P|2.5|||||";
    private static final String NEXT = "MSH|^~\\&|LAB|NORTH|||2026||ORU^R01|2|P|2.5||";

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String joined(String... fragments) {
        List<byte[]> all = new ArrayList<>();
        for (String fragment : fragments) {
            all.add(bytes(fragment));
        }
        return new String(Continuation.join(all), StandardCharsets.UTF_8);
    }

    @Test
    @DisplayName("§7.5 continuation: fragments that end with a segment follow each other")
    void segmentsFollowEachOther() {
        assertThat(joined(FIRST + "\rPID|1\rOBX|1\rDSC|P1|F\r", NEXT + "P1\rOBX|2\n"))
                .isEqualTo(FIRST + "\rPID|1\rOBX|1\rOBX|2\r");
    }

    @Test
    @DisplayName("§7.5 continuation: ADD goes on with the segment that was cut")
    void anAddendumContinuesTheSegment() {
        assertThat(joined(
                        FIRST + "\rOBX|1|FT|||the first ha\rADD|\rDSC|P1|F\r",
                        NEXT + "P1\rADD|lf, then\rDSC|P2|F",
                        NEXT + "P2\r\nADD| more|F\r\nOBX|2\r\n"))
                .isEqualTo(FIRST + "\rOBX|1|FT|||the first half, then more|F\rOBX|2\r");
    }

    @Property
    @DisplayName("§7.5 continuation: wherever a segment was cut, also within a character, the message is whole again")
    void theCutMayBeAnywhere(@ForAll @IntRange(min = 5, max = 60) int at) {
        byte[] whole = bytes("OBX|1|TX|||Müller 山田 \uD83D\uDE00 und noch mehr Text dahinter, bis zum Ende|F");
        int cut = Math.min(at, whole.length - 1);
        byte[] first = concat(bytes(FIRST + "UNICODE UTF-8\r"), whole, 0, cut, bytes("\rADD|\rDSC|P1|F\r"));
        byte[] second = concat(bytes(NEXT + "P1\rADD|"), whole, cut, whole.length, bytes("\r"));

        Hl7Message message = Hl7Message.read(Continuation.join(List.of(first, second)), Optional.empty());

        assertThat(message.first("OBX").line()).isEqualTo(new String(whole, StandardCharsets.UTF_8));
        assertThat(message.controlId()).isEqualTo("1");
    }

    private static byte[] concat(byte[] head, byte[] body, int from, int to, byte[] tail) {
        byte[] out = new byte[head.length + to - from + tail.length];
        System.arraycopy(head, 0, out, 0, head.length);
        System.arraycopy(body, from, out, head.length, to - from);
        System.arraycopy(tail, 0, out, head.length + to - from, tail.length);
        return out;
    }

    @Test
    @DisplayName("§7.5 continuation: a fragment is known by DSC-1 and MSH-14, in the delimiters of its message")
    void fragmentsAreKnownByTheirPointers() {
        MessageHead first = head("MSH#*~\\&#LAB#NORTH###2026##ORU*R01#1#P#2.5\rPID#1\rDSC#P1*x#F\r");
        MessageHead last = head(NEXT + " P1 \rOBX|2\r");
        MessageHead whole = head(FIRST + "\rPID|1\rDSC||F\r");

        assertThat(first.isFragment()).isTrue();
        assertThat(first.nextFragment()).isEqualTo("P1");
        assertThat(last.isFragment()).isTrue();
        assertThat(last.continuationPointer()).isEqualTo("P1");
        assertThat(last.nextFragment()).isEmpty();
        assertThat(whole.isFragment()).isFalse();
    }

    @Test
    @DisplayName("§7.5 batch: a batch is known by its segments, before its first message or behind its last")
    void aBatchIsKnownByItsSegments() {
        assertThat(head("BHS|^~\\&|A\r" + FIRST + "\rPID|1\rBTS|1\r").isBatch()).isTrue();
        assertThat(head("\uFEFFFHS|^~\\&|A\r" + FIRST).isBatch()).isTrue();
        assertThat(head(FIRST + "\rPID|1\rBTS|1\r").isBatch()).isTrue();
        assertThat(head(FIRST + "\rPID|1\r").isBatch()).isFalse();
        assertThat(head("BHS|^~\\&|A\r" + FIRST).controlKey()).isEmpty();
    }

    private static MessageHead head(String text) {
        return MessageHead.read(bytes(text), Sources.of(DataClass.LABS));
    }
}
