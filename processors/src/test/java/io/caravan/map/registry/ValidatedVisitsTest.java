package io.caravan.map.registry;

import static io.caravan.map.Lines.segment;
import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.map.Chart;
import io.caravan.message.DataClass;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Shapes of patients and visits that no published message has, held against HAPI's validator. */
class ValidatedVisitsTest {
    private final Chart chart =
            new Chart(Chart.site(DataClass.ADT), Mappers.messages(DataClass.ADT), Mappers.rows(DataClass.ADT));

    private void receives(String event, String at, String pv1, String... more) {
        List<String> lines = new ArrayList<>(List.of(
                "MSH|^~\\&|ADT|HOSP|CARAVAN|NEW|" + at + "||ADT^" + event + "|M" + at + "|P|2.5.1",
                "EVN|" + event + "|" + at + "||01|9^CLERK^KIM|" + at,
                segment(
                        "PID",
                        1,
                        "1",
                        3,
                        "4711^^^MRN^MR",
                        5,
                        "MILLER^ANN",
                        7,
                        "2024031002",
                        8,
                        "Q",
                        15,
                        "xx^Elvish",
                        29,
                        "2020",
                        33,
                        at,
                        34,
                        "CLINIC"),
                pv1));
        lines.addAll(List.of(more));
        chart.receives(lines.toArray(String[]::new));
    }

    private static String visit(String number, String began, String ended) {
        return segment(
                "PV1",
                1,
                "1",
                2,
                "Z",
                3,
                "3W^1^A^H",
                4,
                "Q",
                5,
                "PRE^^^VISIT",
                10,
                "XYZ",
                11,
                "XRAY^^^H",
                14,
                "Q",
                15,
                "Q",
                18,
                "WALK",
                19,
                number + "^^^VISIT",
                36,
                "01",
                37,
                "HOME",
                40,
                "Q",
                42,
                "ICU^^^H",
                44,
                began,
                45,
                ended,
                54,
                "EP1^^^VISIT");
    }

    @Test
    @DisplayName("§1.1 flag, §1.5 al1, §1.6 gap, §1.7 pv1: every shape of a visit is valid FHIR R4")
    void everyShapeIsValid() {
        receives(
                "A01",
                "20260301080000",
                visit("V1", "2026030109", "20260301083000"),
                "NK1|1|A^B|SPO^Spouse|ST^^B|555|556|EC",
                "AL1|1|MC|^some pill|MO|Rash|2020",
                "AL1|2|FA|NUT^Nut^L|U|",
                "DG1|1||I10^Hypertension^I10||202603080230|W||||||||||||||D1^LAB",
                "IN1|1|A^Plan|C1^^^MRN|Insurer||||G1|Group|||20261231|20260101||HMO|MILLER^ANN|OTH^Other|||||1");
        receives("A16", "20260301090000", visit("V2", "202603080230", ""));
        receives("A31", "20260302090000", "PV1|1|N", "AL1|1|DA|^NKDA", "IN1|1|\"\"|\"\"|\"\"");
        receives("A23", "20260302100000", visit("V3", "", ""));
        receives("A02", "20260303100000", visit("V4", "", ""), "ZBE|M1|20260303||INSERT|N");
        receives("A29", "20260304100000", "PV1|1|N");
        chart.receives(
                "MSH|^~\\&|ADT|HOSP|CARAVAN|NEW|20260305080000||ADT^A20|MB|P|2.5.1",
                "EVN|A20|20260305080000",
                "NPU|3W^1^A^H|K");

        assertThat(Validation.shared().errors(chart.all())).isEmpty();
        assertThat(chart.all()).hasSizeGreaterThan(15);
    }
}
