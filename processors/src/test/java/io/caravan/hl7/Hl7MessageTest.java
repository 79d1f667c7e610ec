package io.caravan.hl7;

import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.message.DataClass;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Hl7MessageTest {
    private static final String HEADER = "MSH|^~\\&|A|B|C|D|2026||ORU^R01^ORU_R01|17|P|2.5\r";

    private static Segment segment(String line) {
        return Hl7Message.read(HEADER + line).segments().get(1);
    }

    private static List<String> names(Hl7Message message) {
        return message.segments().stream().map(Segment::name).toList();
    }

    @Test
    void fieldsOfTheHeaderCountFromTheirSeparator() {
        Segment msh = Hl7Message.read(HEADER).msh();

        assertThat(msh.text(1)).isEqualTo("|");
        assertThat(msh.text(2)).isEqualTo("^~\\&");
        assertThat(msh.text(3)).isEqualTo("A");
        assertThat(msh.text(9, 3)).isEqualTo("ORU_R01");
        assertThat(msh.size()).isEqualTo(12);
    }

    @Test
    void absentEmptyNullAndValuedAreFourThings() {
        Segment pid = segment("PID|1||\"\"|x");

        assertThat(pid.has(2)).isFalse();
        assertThat(pid.isNull(2)).isFalse();
        assertThat(pid.has(3)).isFalse();
        assertThat(pid.isNull(3)).isTrue();
        assertThat(pid.text(3)).isEmpty();
        assertThat(pid.repetitions(3)).isEmpty();
        assertThat(pid.has(4)).isTrue();
        assertThat(pid.has(5)).isFalse();
        assertThat(pid.raw(99)).isEmpty();
        assertThat(pid.raw(0)).isEmpty();
        assertThat(pid.raw(-1)).isEmpty();
        assertThat(Segment.ABSENT.isAbsent()).isTrue();
        assertThat(Segment.ABSENT.text(3, 1)).isEmpty();
    }

    @Test
    void repetitionsComponentsAndSubcomponentsAreFound() {
        Segment pid = segment("PID|||1^^^A&1.2&ISO^MR~2~~\"\"^x");

        List<Repetition> identifiers = pid.repetitions(3);
        assertThat(identifiers).hasSize(4);
        assertThat(identifiers.get(0).text(4)).isEqualTo("A");
        assertThat(identifiers.get(0).text(4, 3)).isEqualTo("ISO");
        assertThat(identifiers.get(0).text(4, 4)).isEmpty();
        assertThat(identifiers.get(0).text(5)).isEqualTo("MR");
        assertThat(identifiers.get(0).whole(4)).isEqualTo("A&1.2&ISO");
        assertThat(identifiers.get(0).text(6)).isEmpty();
        assertThat(identifiers.get(1).text(1)).isEqualTo("2");
        assertThat(identifiers.get(2).isEmpty()).isTrue();
        assertThat(identifiers.get(3).isNull()).isFalse();
        assertThat(identifiers.get(3).isNull(1)).isTrue();
        assertThat(identifiers.get(3).text(1)).isEmpty();
        assertThat(identifiers.get(3).text(2)).isEqualTo("x");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "a\\F\\b, a|b",
                "a\\S\\b\\T\\c\\R\\d\\E\\e, a^b&c~d\\e",
                "\\H\\bold\\N\\, bold",
                "one\\.br\\two, one/two",
                "one\\.sp2\\two, one//two",
                "one\\.sk3\\two, `one   two`",
                "\\.in+4\\text, text",
                "\\X41\\\\X0A\\, A/",
                "\\X4\\, \\X4\\",
                "\\Zxy\\, \\Zxy\\",
                "\\.zz\\, \\.zz\\",
                "C:\\temp\\F\\x, C:\\temp|x",
                "C:\\dir, C:\\dir",
                "\\\\, \\\\",
                "\\, \\",
                "\\C2842\\, \\C2842\\",
            })
    @DisplayName("§7.4 escapes: undone once, after splitting; unknown ones stay")
    void escapesAreUndoneOnceAndUnknownOnesKept(String raw, String text) {
        assertThat(segment("OBX|1|ST|||" + raw).text(5).replace('\n', '/')).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"'\r'", "'\n'", "'\r\n'", "'\r\r'"})
    void segmentsMayEndAnyhow(String end) {
        Hl7Message message = Hl7Message.read((HEADER + "PID|1\rOBR|1\r").replace("\r", end));

        assertThat(names(message)).containsExactly("MSH", "PID", "OBR");
        assertThat(message.first("OBR").text(1)).isEqualTo("1");
        assertThat(message.controlId()).isEqualTo("17");
    }

    @Test
    void aLineThatIsNoSegmentBelongsToTheTextBeforeIt() {
        Hl7Message message = Hl7Message.read(HEADER + "OBX|1|TX|||first\nsecond line\n\nthird||F\rNTE|1");

        assertThat(names(message)).containsExactly("MSH", "OBX", "NTE");
        assertThat(message.first("OBX").text(5)).isEqualTo("first\nsecond line\n\nthird");
        assertThat(message.first("OBX").text(7)).isEqualTo("F");
    }

    @Test
    void anAddendumContinuesTheFieldBeforeIt() {
        Hl7Message message = Hl7Message.read(HEADER + "OBX|1|TX|||a long\rADD| text||F\rNTE|1");

        assertThat(message.first("OBX").text(5)).isEqualTo("a long text");
        assertThat(names(message)).containsExactly("MSH", "OBX", "NTE");
    }

    @ParameterizedTest
    @CsvSource({"''", "'\uFEFF'", "'\r\n'", "'\u0000 '", "'FHS|^~\\&\r'", "'junk'"})
    void whatStandsBeforeTheHeaderIsNotRead(String junk) {
        Hl7Message message = Hl7Message.read(junk + HEADER + "PID|1");

        assertThat(names(message)).containsExactly("MSH", "PID");
        assertThat(message.type()).isEqualTo("ORU");
        assertThat(message.event()).isEqualTo("R01");
    }

    @Test
    void withoutAHeaderThereAreOnlySegments() {
        Hl7Message message = Hl7Message.read("PID|1||4711^^^A^MR");

        assertThat(message.msh().isAbsent()).isTrue();
        assertThat(message.type()).isEmpty();
        assertThat(message.first("PID").text(3)).isEqualTo("4711");
    }

    @Test
    void theEventMayStandInItsOwnSegmentOnly() {
        assertThat(Hl7Message.read("MSH|^~\\&|||||||ADT\rEVN|A04").event()).isEqualTo("A04");
    }

    @Test
    void nothingOfAPatientComesIntoALogLine() {
        Segment pid = segment("PID|1||4711||Doe^Jane");

        assertThat(pid).hasToString("PID[5 fields]");
        assertThat(pid.first(5)).hasToString("[8 characters]");
    }

    @Property
    void noTextMakesReadingFail(@ForAll("texts") String text) {
        Hl7Message message = Hl7Message.read(text);

        for (Segment segment : message.segments()) {
            for (int field = 0; field <= segment.size() + 1; field++) {
                assertThat(segment.text(field, 2)).isNotNull();
                for (Repetition repetition : segment.repetitions(field)) {
                    assertThat(repetition.text(1, 2)).isNotNull();
                    assertThat(repetition.whole()).isNotNull();
                }
            }
        }
    }

    /** The head and the message must see the same header, whatever the damage. */
    @Property
    void headAndMessageAgree(@ForAll("texts") String text) {
        MessageHead head = MessageHead.read(text.getBytes(StandardCharsets.US_ASCII), Sources.of(DataClass.ADT));
        Hl7Message message = Hl7Message.read(text);

        assertThat(head.isAbsent()).isEqualTo(message.msh().isAbsent());
        if (!text.contains("\n") && !text.contains("\rADD|") && !text.contains("\\")) {
            assertThat(head.raw(9)).isEqualTo(firstLine(message.msh().raw(9)));
        }
    }

    /** To the head a line is a line; the message takes what is no segment for text. */
    private static String firstLine(String field) {
        int end = field.indexOf('\r');
        return end < 0 ? field : field.substring(0, end);
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.of(
                        "MSH",
                        "MSH|^~\\&|",
                        "PID",
                        "OBX|",
                        "|",
                        "^",
                        "~",
                        "&",
                        "\\",
                        "\\F\\",
                        "\\X4",
                        "\r",
                        "\n",
                        "\"\"",
                        "ADD|",
                        "x",
                        " ",
                        "EVN|A01",
                        "\u0000",
                        "ADT^A01",
                        "||||||||")
                .list()
                .ofMaxSize(25)
                .map(parts -> String.join("", parts));
    }
}
