package io.caravan.codes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuthoritiesTest {
    private final Authorities authorities = new Authorities(Map.of("LAB", "urn:test:lab"));

    @ParameterizedTest
    @ValueSource(strings = {"1.2.3", "0.9.2342", "2.16.840.1.113883.19.5", "2.999.0.1"})
    void anObjectIdentifierNamesAnAuthority(String oid) {
        assertThat(authorities.find("", oid, "ISO")).contains("urn:oid:" + oid);
    }

    @ParameterizedTest
    @ValueSource(strings = {"8.7.6.4", "1", "1.", "1..2", "1.02.3", ".1.2", "1.2.x", "12.3"})
    void whatIsNoObjectIdentifierNamesNobody(String text) {
        assertThat(authorities.find("", text, "ISO")).isEmpty();
        assertThat(authorities.find("LAB", text, "ISO")).contains("urn:test:lab");
    }
}
