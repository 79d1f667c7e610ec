package io.caravan.map.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.map.Chart;
import io.caravan.message.DataClass;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Shapes that no published message has, held against HAPI's validator: tombstones, chains, specimens and answers of orders. */
class ValidatedOrdersTest {
    private final Chart chart =
            new Chart(Chart.site(DataClass.ORDERS), Mappers.messages(DataClass.ORDERS), Mappers.rows(DataClass.ORDERS));

    private void receives(String type, String... segments) {
        List<String> lines = new ArrayList<>(List.of(
                "MSH|^~\\&|CPOE|HOSP|CARAVAN|HOSP|20260301120000||" + type + "|X|P|2.5.1",
                "PID|1||4711^^^MRN^MR||MILLER^ANN||19750301|F"));
        lines.addAll(List.of(segments));
        chart.receives(lines.toArray(String[]::new));
    }

    @Test
    @DisplayName("§2.1 unify, §2.2 RO, §2.2 O21, §2.2 O33, §2.2 OMI: every shape of an order is valid FHIR R4")
    void everyShapeIsValid() {
        receives(
                "OML^O21",
                "ORC|NW||F1^LAB|G1^PLACER|||||20260301080000",
                "OBR|1||F1^LAB|GLU^Glucose^L|T||||||A|||||5^DOC^JO",
                "NTE|1||please call",
                "OBX|1|CWE|FAST^Fasting^L||Y^Yes^HL70136||||||F",
                "NTE|1||since midnight",
                "OBX|2|NM|WT^Weight^L||70.50|kg",
                "OBX|3|ST|^Allergic to^L||latex~iodine||||||X",
                "SPM|1|S1&PLACER^L1&LAB||BLD^Blood^HL70487|||VENIP^Venipuncture^HL70488|LA^Left arm^HL70163"
                        + "||||||drawn at home|||20260301073000",
                "OBX|1|ST|VOL^Volume^L||plenty");
        receives("OML^O21", "ORC|UA|P1^PLACER|F1^LAB||||||20260301090000");
        receives(
                "OML^O33",
                "SPM|1|||UR^Urine^HL70487",
                "ORC|RU|P2^PLACER|||||||20260301090000",
                "ORC|RO|P3^PLACER|||||||20260301090000|||||||NEED^Needed^L",
                "TQ1|1||||||20260302|||ONCALL",
                "OBR|1|P3^PLACER||K^Potassium^L||||||||G",
                "DG1|1||I10^Hypertension^I10",
                "ORC|CH|P4^PLACER||||||P3&PLACER^F3&LAB|20260301090000",
                "OBR|1|P4^PLACER||NA^Sodium^L");
        receives(
                "OMI^O23",
                "ORC|NW|P5^PLACER|||||||20260301090000" + "|".repeat(24) + "ALT1^^^PLACER|||||FG1^LAB",
                "OBR|1|P5^PLACER||XR^Chest^L",
                "IPC|ACC7^LAB|RP1|1.2.840.113619.2.1|SPS1",
                "IPC|ACC8^LAB|RP2|1.2.840.113619.2.2|SPS2");

        assertThat(Validation.shared().errors(chart.all())).isEmpty();
        assertThat(chart.all()).hasSizeGreaterThan(12);
    }
}
