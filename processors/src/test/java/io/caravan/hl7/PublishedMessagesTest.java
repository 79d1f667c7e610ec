package io.caravan.hl7;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.caravan.hl7.Admission.Verdict;
import io.caravan.message.DataClass;
import io.caravan.message.Rejected;
import io.caravan.message.SourceDeclaration;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every message that others published, at the gate of every class. */
class PublishedMessagesTest {
    private static final Path MESSAGES = Path.of("../../shared/corpora/hl7");

    private final Acknowledgement acknowledgement = new Acknowledgement(Clock.systemUTC(), () -> "R", ZoneOffset.UTC);

    private static List<byte[]> messages(String without) throws IOException {
        assumeTrue(Files.isDirectory(MESSAGES), "skipped: there is no " + MESSAGES);
        List<byte[]> messages = new ArrayList<>();
        try (Stream<Path> files = Files.walk(MESSAGES)) {
            for (Path file : files.filter(Files::isRegularFile)
                    .filter(file -> !file.startsWith(MESSAGES.resolve(without)))
                    .toList()) {
                messages.addAll(BatchFile.split(Files.readAllBytes(file)));
            }
        }
        return messages;
    }

    @Test
    void eachIsAdmittedOrRefusedAndAnsweredAsItAsks() throws IOException {
        Map<Verdict, Integer> verdicts = new EnumMap<>(Verdict.class);
        for (byte[] message : messages("nothing")) {
            for (DataClass dataClass : DataClass.values()) {
                SourceDeclaration source = Sources.of(dataClass);
                MessageHead head = MessageHead.read(message, source);
                Admission admission = new AckPolicy(source).admit(head);
                verdicts.merge(admission.verdict(), 1, Integer::sum);
                Optional<byte[]> answer = acknowledgement.answer(head, admission.code(), admission.problem());

                answer.ifPresent(bytes -> {
                    MessageHead reply = MessageHead.read(bytes, source);
                    assertThat(reply.type()).isEqualTo("ACK");
                    assertThat(reply.messages()).isEqualTo(1);
                    assertThat(new String(bytes, StandardCharsets.ISO_8859_1))
                            .contains("MSA" + head.fieldSeparator())
                            .contains(head.fieldSeparator() + head.controlId() + "\r");
                });
            }
        }
        assertThat(verdicts.get(Verdict.TAKE)).isGreaterThan(80);
    }

    @Test
    void theHeadSeesWhatTheMessageSays() throws IOException {
        int compared = 0;
        for (byte[] message : messages("bad")) {
            MessageHead head = MessageHead.read(message, Sources.of(DataClass.ADT));
            Optional<Hl7Message> decoded = decode(message);
            if (decoded.isPresent() && !head.isAbsent()) {
                Hl7Message read = decoded.get();
                compared++;
                assertThat(head.type()).isEqualTo(read.type().strip());
                assertThat(head.event()).isEqualTo(read.event().strip());
                assertThat(head.controlId()).isEqualTo(read.msh().raw(10));
                assertThat(head.version()).isEqualTo(read.msh().text(12).strip());
                assertThat(head.patientKey().isEmpty())
                        .isEqualTo(read.first("PID").text(3).isEmpty()
                                && read.first("PID").text(2).isEmpty());
            }
        }
        assertThat(compared).isGreaterThan(450);
    }

    private static Optional<Hl7Message> decode(byte[] message) {
        try {
            return Optional.of(Hl7Message.read(message, Optional.empty()));
        } catch (Rejected undecodable) {
            return Optional.empty();
        }
    }
}
