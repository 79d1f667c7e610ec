package io.caravan.map.labs;

import io.caravan.codes.CodeMap;
import io.caravan.codes.CodeMaps;
import io.caravan.codes.Coding;
import io.caravan.map.Chart;
import io.caravan.map.MappingContext;
import io.caravan.map.registry.Mappers;
import io.caravan.message.DataClass;
import io.caravan.message.SourceDeclaration;
import java.util.HashMap;
import java.util.Map;

/** Charts of sites that differ from the usual one. */
final class Charts {
    private Charts() {}

    static Chart usual() {
        return of(Chart.site(DataClass.LABS));
    }

    static Chart refusingWithoutStatus() {
        MappingContext site = Chart.site(DataClass.LABS);
        SourceDeclaration source = site.source();
        SourceDeclaration strict = source.but()
                .missingReportStatus(SourceDeclaration.MissingReportStatus.DEAD_LETTER)
                .build();
        return of(new MappingContext(strict, site.codes(), site.authorities()));
    }

    private static Chart of(MappingContext site) {
        return new Chart(site, new LabsMapper(), Mappers.rows(DataClass.LABS));
    }

    /** A site whose maps {@code lab-loinc} and {@code ucum} have a version and some codes. */
    static MappingContext withMaps(int version, Map<String, String> loinc, Map<String, String> ucum) {
        MappingContext site = Chart.site(DataClass.LABS);
        CodeMaps maps = new CodeMaps(Map.of(
                "lab-loinc", map(loinc, "http://loinc.org", version),
                "ucum", map(ucum, "http://unitsofmeasure.org", version)));
        return new MappingContext(site.source(), maps, site.authorities());
    }

    private static CodeMap map(Map<String, String> codes, String system, int version) {
        Map<String, Coding> entries = new HashMap<>();
        codes.forEach((code, target) -> entries.put(code, new Coding(system, target, "")));
        return new CodeMap(entries, version);
    }
}
