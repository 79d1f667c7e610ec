package io.caravan.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Scale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DecimalsTest {

    @Property
    void aNumberKeepsItsValueAndItsPrecision(@ForAll @Scale(6) BigDecimal number) {
        String text = number.toPlainString();

        BigDecimal read = new BigDecimal(Decimals.plain(text));

        assertThat(read).isEqualTo(number);
        assertThat(read.scale()).isEqualTo(number.scale());
    }

    @Property
    void whatIsTakenIsWhatTheRuleTakes(@ForAll("texts") String text) {
        assertThat(!Decimals.plain(text).isEmpty()).isEqualTo(text.matches("-?\\d*\\.?\\d+"));
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.strings().withChars("-.,0123456789 Oe+").ofMaxLength(7);
    }

    @ParameterizedTest
    @CsvSource({".5,0.5", "-.5,-0.5", "05.0,5.0", "000,0", "0.10,0.10", "-0,-0", "007,7", "-00.5,-0.5"})
    void zerosThatJsonForbidsOrDemandsAreMended(String text, String number) {
        assertThat(Decimals.plain(text)).isEqualTo(number);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-", ".", "5.", "1.2.3", "1,5", "1e5", " 5", "5 ", "+5", "1O", "\u0665"})
    void anythingElseIsNoNumber(String text) {
        assertThat(Decimals.plain(text)).isEmpty();
    }
}
