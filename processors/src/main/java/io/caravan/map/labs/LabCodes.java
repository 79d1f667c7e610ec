package io.caravan.map.labs;

import io.caravan.fhir.Fragments;
import io.caravan.fhir.Json;
import io.caravan.fold.Change;
import io.caravan.fold.Version;
import io.caravan.hl7.Repetition;
import io.caravan.map.Mapping;
import io.caravan.map.Row;

/**
 * What was observed or ordered, with LOINC by the site's map. The map's version stands in {@code meta.tag}, and counts in the
 * version of the code: read again with a newer map, the same record gives the same resource its new coding.
 */
final class LabCodes {
    static final String MAP = "lab-loinc";
    static final String LOCAL = "L";

    private static final String TAG_SYSTEM = "urn:caravan:code-map";

    private final Mapping mapping;
    private final Fragments fragments;
    private final int version;

    LabCodes(Mapping mapping) {
        this.mapping = mapping;
        this.fragments = mapping.fragments();
        this.version = mapping.codes().version(MAP);
    }

    /** A test. @return the CodeableConcept */
    String writeTest(Repetition cwe, Version said, Change.Builder change) {
        boolean loinc = isLoinc(cwe.text(3)) || isLoinc(cwe.text(6));
        String concept = loinc ? fragments.concept(cwe) : fragments.concept(cwe, MAP, "OBX-3");
        write(concept, !loinc, said, change);
        return concept;
    }

    /** A panel is often the laboratory's own; no finding where the map does not know it, as each result is mapped itself. */
    void writePanel(Repetition cwe, Version said, Change.Builder change) {
        boolean local = !isLoinc(cwe.text(3));
        boolean mapped = local && mapping.codes().find(MAP, cwe.text(1).strip()).isPresent();
        write(mapped ? fragments.concept(cwe, MAP, "OBR-4") : fragments.concept(cwe), local, said, change);
    }

    /** A test or panel of a row: its columns begin with {@code test} or {@code report}. */
    void write(Row row, String prefix, Version said, Change.Builder change) {
        String system = row.find(prefix + "_system").map(String::strip).orElse(LOCAL);
        String code = row.find(prefix + "_code").map(String::strip).orElse("");
        String name = row.find(prefix + "_name").map(String::strip).orElse("");
        boolean local = !isLoinc(system);
        boolean mapped = local
                && (prefix.equals("test") || mapping.codes().find(MAP, code).isPresent());
        write(fragments.concept(code, system, name, mapped ? MAP : "", prefix + "_code"), local, said, change);
    }

    private void write(String concept, boolean asked, Version said, Change.Builder change) {
        if (concept.isEmpty()) {
            return;
        }
        Version mapped = new Version(said.rank(), said.micros(), (long) version << 54 | said.tie() >>> 10);
        change.set("code", concept, mapped);
        if (asked && version > 0) {
            change.set("meta.tag[" + MAP + "]", tag(), mapped);
        }
    }

    private String tag() {
        return Json.object()
                .text("system", TAG_SYSTEM)
                .text("version", String.valueOf(version))
                .text("code", MAP)
                .end();
    }

    static boolean isLoinc(String system) {
        return system.equals("LN") || system.equals("LOINC") || system.equals("http://loinc.org");
    }
}
