package io.caravan.hl7;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ca.uhn.hl7v2.DefaultHapiContext;
import ca.uhn.hl7v2.HL7Exception;
import ca.uhn.hl7v2.HapiContext;
import ca.uhn.hl7v2.model.AbstractSegment;
import ca.uhn.hl7v2.model.Group;
import ca.uhn.hl7v2.model.Message;
import ca.uhn.hl7v2.model.Structure;
import ca.uhn.hl7v2.model.Type;
import ca.uhn.hl7v2.parser.GenericModelClassFactory;
import ca.uhn.hl7v2.parser.PipeParser;
import ca.uhn.hl7v2.util.Terser;
import ca.uhn.hl7v2.validation.impl.ValidationContextFactory;
import io.caravan.message.Rejected;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Reads every message that others published with HAPI's generic model and with our reader: where HAPI reads it, all segments,
 * fields, repetitions, components and subcomponents must be the same; but for line breaks in FT, which HAPI leaves as they are.
 */
class HapiDifferentialTest {
    private static final Path MESSAGES = Path.of("../../shared/corpora/hl7");
    /** A fuzzer's: one character for several delimiters, and the like. They must be read, but nobody knows what they mean. */
    private static final Path DAMAGED = MESSAGES.resolve("bad");

    private static final int COMPONENTS = 12;
    private static final int SUBCOMPONENTS = 4;

    private static HapiContext context;
    private static PipeParser parser;

    @BeforeAll
    static void open() {
        context = new DefaultHapiContext(new GenericModelClassFactory());
        context.setValidationContext(ValidationContextFactory.noValidation());
        parser = context.getPipeParser();
    }

    @AfterAll
    static void close() throws IOException {
        context.close();
    }

    @TestFactory
    Stream<DynamicTest> ourReaderFindsWhatHapiFinds() throws IOException {
        assumeTrue(Files.isDirectory(MESSAGES), "skipped: there is no " + MESSAGES);
        List<DynamicTest> tests = new ArrayList<>();
        int[] compared = new int[2];
        try (Stream<Path> files = Files.walk(MESSAGES)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                String name = file.toString();
                if (!name.endsWith(".json") && !name.endsWith(".xml")) {
                    tests.add(DynamicTest.dynamicTest(
                            MESSAGES.relativize(file).toString(), () -> compare(file, compared)));
                }
            }
        }
        tests.add(DynamicTest.dynamicTest("nearly all of them could be compared", () -> {
            assertThat(compared[0]).isGreaterThan(450);
            assertThat(compared[1]).isLessThan(25);
        }));
        return tests.stream();
    }

    private static void compare(Path file, int[] compared) throws IOException {
        for (byte[] bytes : BatchFile.split(Files.readAllBytes(file))) {
            Hl7Message ours = Hl7Message.read(decode(bytes));
            try {
                Message theirs = parser.parse(forHapi(ours));
                compared[0]++;
                if (!file.startsWith(DAMAGED)) {
                    compare(ours, theirs);
                }
            } catch (HL7Exception refused) {
                compared[1]++;
            }
        }
    }

    /** The reader is compared, not the decoding: where that refuses, one character a byte. */
    private static String decode(byte[] bytes) {
        try {
            return MessageCharset.of(bytes, Optional.empty()).decode(bytes);
        } catch (Rejected undecodable) {
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }
    }

    /** Segments end with CR, and a line break in a text is none: what HAPI takes for a segment is then what we take for one. */
    private static String forHapi(Hl7Message message) {
        StringBuilder out = new StringBuilder();
        for (Segment segment : message.segments()) {
            out.append(segment.line().replace('\r', ' ').replace('\n', ' ')).append('\r');
        }
        return out.toString();
    }

    private static void compare(Hl7Message ours, Message theirs) throws HL7Exception {
        List<AbstractSegment> segments = new ArrayList<>();
        collect(theirs, segments);
        List<Segment> left = new ArrayList<>(ours.segments());
        for (AbstractSegment segment : segments) {
            Segment same = left.stream()
                    .filter(candidate -> candidate.is(segment.getName()))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no " + segment.getName()));
            left.remove(same);
            compare(same, segment);
        }
        assertThat(left).as("segments that HAPI did not see").isEmpty();
    }

    private static void collect(Group group, List<AbstractSegment> found) throws HL7Exception {
        for (String name : group.getNames()) {
            for (Structure structure : group.getAll(name)) {
                if (structure instanceof AbstractSegment segment) {
                    found.add(segment);
                } else {
                    collect((Group) structure, found);
                }
            }
        }
    }

    private static void compare(Segment ours, AbstractSegment theirs) throws HL7Exception {
        boolean header = Set.of("MSH", "FHS", "BHS").contains(theirs.getName());
        for (int field = 1; field <= Math.max(ours.size(), theirs.numFields()); field++) {
            String place = theirs.getName() + "-" + field;
            if (header && field <= 2) {
                assertThat(ours.text(field)).as(place).isEqualTo(read(theirs, field, 0, 1, 1));
                continue;
            }
            int repetitions = theirs.getField(field).length;
            List<Repetition> repeated = ours.repetitions(field);
            for (int i = 0; i < Math.max(repetitions, repeated.size()); i++) {
                compare(place + "[" + i + "]", repeated, i, theirs, field);
            }
        }
    }

    private static void compare(String place, List<Repetition> repeated, int index, AbstractSegment theirs, int field)
            throws HL7Exception {
        for (int component = 1; component <= COMPONENTS; component++) {
            for (int subcomponent = 1; subcomponent <= SUBCOMPONENTS; subcomponent++) {
                String found = index < repeated.size() ? repeated.get(index).text(component, subcomponent) : "";
                String expected = read(theirs, field, index, component, subcomponent);
                assertThat(spaced(found))
                        .as(place + "." + component + "." + subcomponent)
                        .isEqualTo(spaced(expected.equals("\"\"") ? "" : expected.replace("\\.br\\", " ")));
            }
        }
    }

    private static String spaced(String text) {
        return text.replace('\r', ' ').replace('\n', ' ');
    }

    private static String read(AbstractSegment segment, int field, int repetition, int component, int subcomponent)
            throws HL7Exception {
        Type[] repetitions = segment.getField(field);
        if (repetition >= repetitions.length) {
            return "";
        }
        String value = Terser.get(segment, field, repetition, component, subcomponent);
        return value == null ? "" : value;
    }
}
