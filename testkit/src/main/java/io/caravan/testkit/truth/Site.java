package io.caravan.testkit.truth;

import io.caravan.codes.Authorities;
import io.caravan.codes.CodeMap;
import io.caravan.codes.CodeMaps;
import io.caravan.codes.Coding;
import io.caravan.hl7.Hl7Message;
import io.caravan.map.Mapped;
import io.caravan.map.MappingContext;
import io.caravan.map.Row;
import io.caravan.map.registry.Mappers;
import io.caravan.message.DataClass;
import io.caravan.message.SourceDeclaration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A hospital with one source for each data class, as the configuration that ships declares them. */
public final class Site {
    public static final ZoneId ZONE = ZoneId.of("America/New_York");

    private static final Authorities AUTHORITIES = new Authorities(Map.of(
            "MRN", "urn:test:mrn", "PLACER", "urn:test:placer", "LAB", "urn:test:lab", "VISIT", "urn:test:visit"));
    private static final CodeMaps CODES = new CodeMaps(Map.of(
            "lab-loinc",
            new CodeMap(Map.of("GLU", new Coding("http://loinc.org", "2345-7", "Glucose"))),
            "ucum",
            new CodeMap(Map.of(
                    "mg/dL", new Coding("http://unitsofmeasure.org", "mg/dL", ""),
                    "mg", new Coding("http://unitsofmeasure.org", "mg", ""))),
            "route",
            new CodeMap(Map.of("PO", new Coding("http://snomed.info/sct", "26643006", "Oral route")))));

    private Site() {}

    public static MappingContext context(DataClass dataClass) {
        SourceDeclaration source = SourceDeclaration.of(dataClass.label(), dataClass)
                .zone(ZONE)
                .authorities(new SourceDeclaration.Authorities("MRN", "VISIT", "PLACER", "LAB"))
                .build();
        return new MappingContext(source, CODES, AUTHORITIES);
    }

    /** What a message means here. */
    public static Mapped message(DataClass dataClass, String... segments) {
        Hl7Message message = Hl7Message.read(String.join("\r", segments));
        return Mappers.messages(dataClass).map(message, context(dataClass));
    }

    /**
     * What a row means here.
     *
     * @param columnsAndValues name and value by turns; the value null is SQL NULL
     */
    public static Mapped row(DataClass dataClass, long versionMicros, @Nullable String... columnsAndValues) {
        List<String> names = new ArrayList<>();
        @Nullable String[] values = new @Nullable String[columnsAndValues.length / 2];
        for (int i = 0; i < columnsAndValues.length; i += 2) {
            names.add(String.valueOf(columnsAndValues[i]));
            values[i / 2] = columnsAndValues[i + 1];
        }
        Row row = new Row(new Row.Columns(names), values, versionMicros);
        return Mappers.rows(dataClass).map(row, context(dataClass));
    }
}
