package io.caravan.map.registry;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.validation.SingleValidationMessage;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The validator that other tests trust finds what is wrong with one resource among many. */
class ValidationTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String RIGHT = """
            {"resourceType":"Patient","id":"p","gender":"female","birthDate":"1975-03-01"}""";

    @ParameterizedTest
    @ValueSource(strings = {"""
                {"resourceType":"Patient","id":"a","gender":"lady"}""", """
                {"resourceType":"Patient","id":"a","birthDate":"1975-13-01"}""", """
                {"resourceType":"Patient","id":"a","colour":"red"}""", """
                {"resourceType":"Patient","id":"a","contact":[{"gender":"female"}]}""", """
                {"resourceType":"Observation","id":"a","code":{"text":"x"}}""", """
                {"resourceType":"Observation","id":"a","status":"final","code":{"text":"x"},"valueQuantity":{"value":"1"}}""", """
                {"resourceType":"Observation","id":"a","status":"final","code":{"text":"x"},"subject":{"reference":"#1"}}""", """
                {"resourceType":"Encounter","id":"a","status":"finished"}""", """
                {"resourceType":"Encounter","id":"a","status":"finished","class":{"code":"IMP"},
                 "period":{"start":"2026-03-02","end":"2026-03-01"}}""", """
                {"resourceType":"MedicationRequest","id":"a","status":"active","intent":"order",
                 "subject":{"reference":"Patient/p"}}"""})
    @DisplayName("a mistake is found, and where it is")
    void aMistakeIsFound(String wrong) throws JsonProcessingException {
        List<JsonNode> resources = new ArrayList<>(List.of(JSON.readTree(RIGHT), JSON.readTree(RIGHT)));
        resources.add(1, JSON.readTree(wrong));

        assertThat(Validation.shared().errors(resources))
                .isNotEmpty()
                .extracting(SingleValidationMessage::getLocationString)
                .allMatch(place -> place.startsWith("Parameters.parameter[1].resource"));
    }

    @Test
    @DisplayName("what is right is not found wrong")
    void whatIsRight() throws JsonProcessingException {
        assertThat(Validation.shared().errors(List.of(JSON.readTree(RIGHT), JSON.readTree(RIGHT))))
                .isEmpty();
    }
}
