package io.caravan.fhir;

import java.util.UUID;

/**
 * A business identifier.
 *
 * @param system the URI of its assigning authority; empty where that is unknown, then it is never used as a key
 * @param type code of HL7 table 0203, may be empty
 * @param json the FHIR Identifier
 */
public record Identifier(String system, String value, String type, String json) {

    /** The key of its entry in {@code identifier[…]}: the same identifier has one entry, whoever sends it. */
    public String key() {
        UUID id = FhirIds.id("Identifier", system, value, type);
        return Long.toHexString(id.getMostSignificantBits()) + Long.toHexString(id.getLeastSignificantBits());
    }

    /** Path of its entry in a list of identifiers. */
    public String path() {
        return "identifier[" + key() + "]";
    }

    /** The same, not in use since then; {@code end} may be empty. */
    public Identifier endedAt(String end) {
        String old = OldIdentifiers.asOld(json);
        boolean told = end.isEmpty() || old.contains("\"period\":");
        String period = told ? "" : ",\"period\":{\"end\":\"" + end + "\"}";
        return new Identifier(system, value, type, old.substring(0, old.length() - 1) + period + "}");
    }

    public boolean hasSystem() {
        return !system.isEmpty();
    }

    /** Built from plain values, e.g. from a database column. {@code use} may be empty. */
    public static Identifier of(String system, String value, String type, String use) {
        String json = Json.object()
                .text("use", use)
                .raw("type", Concepts.ofTable("0203", type, ""))
                .text("system", system)
                .text("value", value)
                .end();
        return new Identifier(system, value, type, json);
    }
}
