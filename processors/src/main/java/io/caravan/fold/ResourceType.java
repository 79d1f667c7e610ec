package io.caravan.fold;

/** The kinds of resources the ledger knows. Their ordinal is stored; add at the end. */
public enum ResourceType {
    PATIENT("Patient", ""),
    ENCOUNTER("Encounter", "subject"),
    ALLERGY_INTOLERANCE("AllergyIntolerance", "patient"),
    CONDITION("Condition", "subject"),
    SERVICE_REQUEST("ServiceRequest", "subject"),
    DIAGNOSTIC_REPORT("DiagnosticReport", "subject"),
    OBSERVATION("Observation", "subject"),
    SPECIMEN("Specimen", "subject"),
    MEDICATION_REQUEST("MedicationRequest", "subject"),
    MEDICATION_ADMINISTRATION("MedicationAdministration", "subject"),
    MEDICATION_DISPENSE("MedicationDispense", "subject"),
    LOCATION("Location", ""),
    PRACTITIONER("Practitioner", ""),
    RELATED_PERSON("RelatedPerson", "patient"),
    COVERAGE("Coverage", "beneficiary"),
    PROVENANCE("Provenance", ""),
    /** Not a FHIR resource: a patient's latest allergy snapshot, from which absent allergies are made inactive. */
    ALLERGY_LIST("", ""),
    /** Not a FHIR resource: a patient's drug orders in short, from which those that contradict each other are told. */
    MEDICATION_LIST("", ""),
    ACCOUNT("Account", "subject"),
    BINARY("Binary", "securityContext"),
    /** Not a FHIR resource: which results of one order number were made from which, e.g. susceptibilities of an organism. */
    RESULT_LINK("", ""),
    /** Not a FHIR resource: the latest snapshot of a visit's diagnoses or a patient's insurances, likewise. */
    SNAPSHOT_LIST("", "");

    private final String fhirName;
    private final String subjectElement;

    ResourceType(String fhirName, String subjectElement) {
        this.fhirName = fhirName;
        this.subjectElement = subjectElement;
    }

    /** @throws IllegalArgumentException for a name that no type has */
    public static ResourceType of(String fhirName) {
        for (ResourceType type : values()) {
            if (type.isDelivered() && type.fhirName.equals(fhirName)) {
                return type;
            }
        }
        throw new IllegalArgumentException("No resource type is called " + fhirName);
    }

    public String fhirName() {
        return fhirName;
    }

    /** The element that refers to the patient; empty where there is none. */
    public String subjectElement() {
        return subjectElement;
    }

    /** Whether the element that refers to the patient is a list. */
    public boolean hasManySubjects() {
        return this == ACCOUNT;
    }

    /** Whether it is written to the target; the others live in the ledger only. */
    public boolean isDelivered() {
        return !fhirName.isEmpty();
    }
}
