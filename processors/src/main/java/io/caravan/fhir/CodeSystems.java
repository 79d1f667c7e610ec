package io.caravan.fhir;

import io.caravan.codes.CodeMaps;
import io.caravan.codes.Coding;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Names of coding systems (HL7 table 0396) as URIs. A site adds its own, or decides otherwise, in the code map
 * {@code code-systems}: the name in {@code code}, the URI in {@code system}.
 */
public final class CodeSystems {
    private static final String SITE_MAP = "code-systems";
    private static final String LOCAL = "urn:caravan:code-system:";
    private static final String HL7_TABLES = "http://terminology.hl7.org/CodeSystem/v2-";

    private static final Map<String, String> PUBLISHED = Map.ofEntries(
            Map.entry("LN", "http://loinc.org"),
            Map.entry("LOINC", "http://loinc.org"),
            Map.entry("SCT", "http://snomed.info/sct"),
            Map.entry("SNM", "http://snomed.info/sct"),
            Map.entry("SNOMED", "http://snomed.info/sct"),
            Map.entry("SNOMED-CT", "http://snomed.info/sct"),
            Map.entry("UCUM", "http://unitsofmeasure.org"),
            Map.entry("I10", "http://hl7.org/fhir/sid/icd-10"),
            Map.entry("ICD10", "http://hl7.org/fhir/sid/icd-10"),
            Map.entry("I10C", "http://hl7.org/fhir/sid/icd-10-cm"),
            Map.entry("ICD10CM", "http://hl7.org/fhir/sid/icd-10-cm"),
            Map.entry("I10P", "http://www.cms.gov/Medicare/Coding/ICD10"),
            Map.entry("I9", "http://hl7.org/fhir/sid/icd-9-cm"),
            Map.entry("I9C", "http://hl7.org/fhir/sid/icd-9-cm"),
            Map.entry("I9CDX", "http://hl7.org/fhir/sid/icd-9-cm"),
            Map.entry("RXNORM", "http://www.nlm.nih.gov/research/umls/rxnorm"),
            Map.entry("RXN", "http://www.nlm.nih.gov/research/umls/rxnorm"),
            Map.entry("NDC", "http://hl7.org/fhir/sid/ndc"),
            Map.entry("CVX", "http://hl7.org/fhir/sid/cvx"),
            Map.entry("MVX", "http://hl7.org/fhir/sid/mvx"),
            Map.entry("C4", "http://www.ama-assn.org/go/cpt"),
            Map.entry("CPT", "http://www.ama-assn.org/go/cpt"),
            Map.entry("HCPCS", "https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets"),
            Map.entry("UNII", "http://fdasis.nlm.nih.gov"),
            Map.entry("ATC", "http://www.whocc.no/atc"),
            Map.entry("CDCREC", "urn:oid:2.16.840.1.113883.6.238"),
            Map.entry("ISO3166_1", "urn:iso:std:iso:3166"),
            Map.entry("DCM", "http://dicom.nema.org/resources/ontology/DCM"));

    private final CodeMaps maps;

    public CodeSystems(CodeMaps maps) {
        this.maps = maps;
    }

    /** The URI of a coding system's name as it stands in CWE-3; empty text for an empty name. */
    public String uri(String name) {
        if (name.isEmpty()) {
            return "";
        }
        Optional<Coding> declared = maps.find(SITE_MAP, name);
        if (declared.isPresent()) {
            return declared.get().system();
        }
        String upper = name.toUpperCase(Locale.ROOT);
        String published = PUBLISHED.get(upper);
        if (published != null) {
            return published;
        }
        if (isTable(upper)) {
            return HL7_TABLES + upper.substring(3);
        }
        if (name.startsWith("http://") || name.startsWith("https://") || name.startsWith("urn:")) {
            return name;
        }
        return LOCAL + percentEncoded(name);
    }

    /** The URI of a published HL7 v2 table, by its four digits. */
    static String table(String digits) {
        return HL7_TABLES + digits;
    }

    /** The system of a code: one that a site has added to a closed system is of a system of the site's own. */
    public static String ofCode(String system, String code) {
        return ClosedCodeSystems.lacks(system, code) ? LOCAL + localName(system) : system;
    }

    private static String localName(String system) {
        return system.startsWith(HL7_TABLES)
                ? "HL7" + system.substring(HL7_TABLES.length())
                : system.substring(system.lastIndexOf('/') + 1);
    }

    private static boolean isTable(String name) {
        if (name.length() != 7 || !name.startsWith("HL7")) {
            return false;
        }
        for (int i = 3; i < 7; i++) {
            if (name.charAt(i) < '0' || name.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    private static String percentEncoded(String name) {
        StringBuilder out = new StringBuilder(name.length());
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xFF);
            if (c < 0x80 && (Character.isLetterOrDigit(c) || c == '-' || c == '.' || c == '_')) {
                out.append(c);
            } else {
                out.append('%').append(String.format("%02X", b & 0xFF));
            }
        }
        return out.toString();
    }
}
