package io.caravan.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.caravan.hl7.Hl7Message;
import io.caravan.route.Hl7Edit.Place;
import org.junit.jupiter.api.Test;

class Hl7EditTest {
    private static final Hl7Message MESSAGE = Hl7Message.read("MSH|^~\\&|A|B|C|D|20260301||ADT^A01|1|P|2.5\r"
            + "PID|1|OLD|N1^^^H^MR||DOE^ANN||19500101|F\rOBX|1|ST|X||a\rOBX|2|ST|Y||b\rNK1|1|KIN\r");

    @Test
    void setsAField() {
        Hl7Message edited = Hl7Edit.set(MESSAGE, Place.of("PID-8"), "U");

        assertThat(edited.first("PID").text(8)).isEqualTo("U");
        assertThat(edited.first("PID").text(7)).isEqualTo("19500101");
    }

    @Test
    void setsAComponentAndAFieldBehindTheEnd() {
        assertThat(Hl7Edit.set(MESSAGE, Place.of("PID-3.4"), "X").first("PID").raw(3))
                .isEqualTo("N1^^^X^MR");
        assertThat(Hl7Edit.set(MESSAGE, Place.of("PID-11.3"), "TOWN")
                        .first("PID")
                        .raw(11))
                .isEqualTo("^^TOWN");
    }

    @Test
    void setsAFieldOfTheMshByItsStandardNumber() {
        assertThat(Hl7Edit.set(MESSAGE, Place.of("MSH-9"), "ADT^A08").event()).isEqualTo("A08");
    }

    @Test
    void meansAllSegmentsOfANameOrOne() {
        assertThat(Hl7Edit.set(MESSAGE, Place.of("OBX-5"), "z").all("OBX"))
                .allSatisfy(obx -> assertThat(obx.text(5)).isEqualTo("z"));
        assertThat(Hl7Edit.set(MESSAGE, Place.of("OBX[2]-5"), "z").all("OBX"))
                .extracting(obx -> obx.text(5))
                .containsExactly("a", "z");
    }

    @Test
    void movesAFieldAndLeavesNothingBehind() {
        Hl7Message edited = Hl7Edit.move(MESSAGE, Place.of("PID-2"), Place.of("PID-4"));

        assertThat(edited.first("PID").text(2)).isEmpty();
        assertThat(edited.first("PID").text(4)).isEqualTo("OLD");
    }

    @Test
    void movingNothingChangesNothing() {
        assertThat(Hl7Edit.move(MESSAGE, Place.of("PID-20"), Place.of("PID-3"))).isSameAs(MESSAGE);
    }

    @Test
    void dropsSegments() {
        assertThat(Hl7Edit.dropSegments(MESSAGE, "NK1").first("NK1").isAbsent()).isTrue();
    }

    @Test
    void leavesAloneHowAMessageIsRead() {
        assertThatThrownBy(() -> Place.of("MSH-2")).hasMessageContaining("they stay as they are");
    }
}
