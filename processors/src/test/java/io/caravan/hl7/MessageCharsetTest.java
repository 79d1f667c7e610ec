package io.caravan.hl7;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.caravan.message.Rejected;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageCharsetTest {
    private static byte[] message(String msh18, String name, String javaCharset) {
        return ("MSH|^~\\&|A|B|C|D|2026||ADT^A08|1|P|2.5|||||" + "|" + msh18 + "\rPID|||1||" + name)
                .getBytes(Charset.forName(javaCharset));
    }

    private static String name(byte[] payload) {
        return Hl7Message.read(payload, Optional.empty()).first("PID").text(5);
    }

    @ParameterizedTest
    @CsvSource({
        "'', US-ASCII, Muller",
        "ASCII, US-ASCII, Muller",
        "8859/1, ISO-8859-1, Müller",
        "8859/2, ISO-8859-2, Łukasiewicz",
        "8859/5, ISO-8859-5, Иванов",
        "8859/15, ISO-8859-15, Œuvre",
        "ISO-8859-1, ISO-8859-1, Müller",
        "ISO_IR 100, ISO-8859-1, Müller",
        "UNICODE UTF-8, UTF-8, Müller 山田",
        "UTF-8, UTF-8, Müller 山田",
        "utf-8, UTF-8, Müller",
        "UNICODE, UTF-8, Müller",
        "UTF-8~UNICODE, UTF-8, Müller",
        "~ISO IR87, ISO-2022-JP, 山田",
        "ISO IR87, ISO-2022-JP, 山田",
        "ASCII~ISO IR87, ISO-2022-JP, 山田",
        "KS X 1001, EUC-KR, 김",
        "GB 18030-2000, GB18030, 王",
        "BIG-5, Big5, 王",
    })
    @DisplayName("§7.4 charset: MSH-18 and its repetitions say how the bytes are read")
    void theCharacterSetIsTheOneThatTheMessageDeclares(String msh18, String javaCharset, String name) {
        assertThat(name(message(msh18, name, javaCharset))).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ASCII", "UNICODE UTF-8", "8859/3"})
    @DisplayName("§7.4 charset: what does not decode is refused, never replaced")
    void bytesThatAreNoTextOfItAreRefusedAndNeverReplaced(String msh18) {
        byte[] payload = message(msh18, "M\u00E5\u00A5ller", "ISO-8859-1");

        assertThatThrownBy(() -> name(payload)).isInstanceOfSatisfying(Rejected.class, rejected -> {
            assertThat(rejected.code()).isEqualTo("undecodable");
            assertThat(rejected.place()).isEqualTo("MSH-18");
            assertThat(rejected.hl7Code()).isEqualTo(102);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"8859/12", "8859/99", "8859/", "EBCDIC", "UNICODE UTF-16", "CNS 11643-1992", "x"})
    void aSetThatWeDoNotHaveIsRefusedAndNeverGuessed(String msh18) {
        assertThatThrownBy(() -> name(message(msh18, "Muller", "US-ASCII")))
                .isInstanceOfSatisfying(
                        Rejected.class, rejected -> assertThat(rejected.code()).isEqualTo("unknown-charset"));
    }

    @Test
    @DisplayName("§7.4 charset: what the source declares wins over MSH-18")
    void whatTheSourceDeclaresStandsAboveTheMessage() {
        byte[] payload = message("ASCII", "M\u00FCller", "windows-1252");

        Hl7Message read = Hl7Message.read(payload, Optional.of(Charset.forName("windows-1252")));

        assertThat(read.first("PID").text(5)).isEqualTo("Müller");
    }

    @Test
    void aByteOrderMarkDeclaresAndIsNoText() {
        byte[] unsaid = message("", "\u00EF\u00BB\u00BFM\u00C3\u00BCller", "ISO-8859-1");
        byte[] marked = ("\uFEFF" + new String(message("", "Müller", "UTF-8"), StandardCharsets.UTF_8))
                .getBytes(StandardCharsets.UTF_8);

        assertThat(name(marked)).isEqualTo("Müller");
        assertThatThrownBy(() -> name(unsaid))
                .as("in the middle it is but bytes")
                .isInstanceOf(Rejected.class);
    }

    @Test
    @DisplayName("§7.4 escapes: hexadecimal escapes are bytes of the message's character set")
    void hexadecimalEscapesAreBytesOfTheMessagesSet() {
        assertThat(name(message("8859/1", "M\\XFC\\ller", "ISO-8859-1"))).isEqualTo("Müller");
        assertThat(name(message("UNICODE UTF-8", "M\\XC3BC\\ller", "UTF-8"))).isEqualTo("Müller");
        assertThat(name(message("UNICODE UTF-8", "M\\XFC\\ller", "UTF-8"))).isEqualTo("M\\XFC\\ller");
    }

    @Property(tries = 300)
    void bytesAreDecodedOrRefused(@ForAll byte[] bytes) {
        try {
            String text = MessageCharset.of(bytes, Optional.of(StandardCharsets.UTF_8))
                    .decode(bytes);
            assertThat(text.getBytes(StandardCharsets.UTF_8)).isEqualTo(bytes);
        } catch (Rejected refused) {
            assertThat(new String(bytes, StandardCharsets.UTF_8)).contains("\uFFFD");
        }
    }
}
