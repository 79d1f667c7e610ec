package io.caravan.target;

import io.caravan.fhir.FhirIds;
import io.caravan.fold.ResourceType;
import io.caravan.target.Target.Delivery;
import java.util.UUID;

/** Resources as the ledger renders them. */
public final class Resources {
    private Resources() {}

    public static Delivery patient(String mrn, int version, String family) {
        UUID id = FhirIds.id("Patient", "urn:test", mrn);
        return new Delivery(
                ResourceType.PATIENT,
                id,
                version,
                "{\"resourceType\":\"Patient\",\"id\":\"" + id + "\",\"name\":[{\"family\":\"" + family + "\"}]}");
    }

    public static Delivery observation(String number, UUID patient, String status) {
        UUID id = FhirIds.id("Observation", "urn:test", number);
        return new Delivery(
                ResourceType.OBSERVATION,
                id,
                1,
                "{\"resourceType\":\"Observation\",\"id\":\"" + id
                        + "\",\"meta\":{\"tag\":[{\"code\":\"x\"}]},\"status\":\""
                        + status + "\",\"code\":{\"text\":\"K\"},\"subject\":{\"reference\":\"Patient/" + patient
                        + "\"}}");
    }
}
