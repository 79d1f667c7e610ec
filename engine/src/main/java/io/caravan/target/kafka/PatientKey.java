package io.caravan.target.kafka;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.caravan.fold.ResourceType;
import io.caravan.target.Target.Delivery;
import java.io.IOException;

/** What keeps records in order: the patient's logical id; for a resource of no patient, its own. */
final class PatientKey {
    private static final JsonFactory JSON = new JsonFactory();
    private static final String PATIENT = "Patient/";

    private PatientKey() {}

    static String of(Delivery delivery) {
        String element = delivery.type().subjectElement();
        if (delivery.type() == ResourceType.PATIENT || element.isEmpty()) {
            return delivery.id().toString();
        }
        try (JsonParser json = JSON.createParser(delivery.json())) {
            json.nextToken();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                JsonToken value = json.nextToken();
                if (name.equals(element) && value == JsonToken.START_OBJECT) {
                    return reference(json, delivery);
                }
                json.skipChildren();
            }
        } catch (IOException e) {
            return delivery.id().toString();
        }
        return delivery.id().toString();
    }

    private static String reference(JsonParser json, Delivery delivery) throws IOException {
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            boolean found = json.currentName().equals("reference");
            json.nextToken();
            if (found && json.getText().startsWith(PATIENT)) {
                return json.getText().substring(PATIENT.length());
            }
            json.skipChildren();
        }
        return delivery.id().toString();
    }
}
