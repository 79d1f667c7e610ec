package io.caravan.map.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.map.Chart;
import io.caravan.map.Rows;
import io.caravan.message.DataClass;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Shapes that no published message has, held against HAPI's validator: mixtures, tapers, replacements, rows of all columns. */
class ValidatedMedicationsTest {
    private static final String MSH = "MSH|^~\\&|PHARM|HOSP|CARAVAN|HOSP|20260301120000||%s|X|P|2.5.1";
    private static final String PID = "PID|1||4711^^^MRN^MR||MILLER^ANN||19750301|F";

    private final Chart chart = new Chart(
            Chart.site(DataClass.MEDICATIONS),
            Mappers.messages(DataClass.MEDICATIONS),
            Mappers.rows(DataClass.MEDICATIONS));

    private void receives(String type, String... segments) {
        List<String> lines = new ArrayList<>(List.of(MSH.formatted(type), PID));
        lines.addAll(List.of(segments));
        chart.receives(lines.toArray(String[]::new));
    }

    @Test
    @DisplayName(
            "§4.1 strength, §4.1 RXC, §4.1 timing, §4.1 substitution: every shape of a drug order is valid FHIR R4")
    void everyShapeIsValid() {
        receives(
                "RDE^O11",
                "ORC|RP|A1^PLACER|||||||202603011000",
                "RXE||1^One^L|5|10|mg|TAB^Tablet^L|^with food||1|30|tablet|2||||||||60^mg||^dry place||||500|mg|^Pain",
                "TQ1|1|40^mg|QD|0800~2000||3^d|20260301||TM30|hold if low|words|S|30^min|5",
                "TQ1|2|20^mg|Q^^^^180^min^^PCM^30^min|||3^d|||PRN",
                "RXR|PO^Oral|LA^Left arm^HL70163|PUMP^Pump^L|IVP^IV push^HL70165|SLOW^Slowly^L",
                "RXR|XQ^Ear",
                "NTE|1||a note",
                "ORC|RP|A2^PLACER|||||||202603011000",
                "RXE||1^One^L|5||mg||||N",
                "ORC|RO|B1^PLACER||||||A1&PLACER^F1&LAB|202603011000|||D12^HOUSE^JO||||NEED^Needed^L",
                "RXO|2^Two^L|5||mg|SYR^Syrup^L|||RX|G|||||||||250|mg|||||5^mg||5|mL",
                "RXE||IVMIX^Mix^L|1000||mL||||T|||||||||||||H8|125|mL/h|||||||||||||||||||||S",
                "RXR|IV^Intravenous",
                "RXC|B|D5W^Dextrose 5%^L|1000|mL",
                "RXC|A|KCL^Potassium chloride^L|20|meq|2|meq/mL");
        receives(
                "RDE^O11",
                "ORC|NW||F7^LAB||||||202603011000",
                "RXE||IVMIX^Mix^L|1000||mL",
                "RXR|IV",
                "RXC|B|D5W^Dextrose 5%^L|1000|mL",
                "ORC|NW||F8^LAB||||||202603011000",
                "RXE||1^One^L|1||tablet|TAB^Tablet^L",
                "RXR|PO");
        receives("RDE^O11", "ORC|SN|P7^PLACER|F7^LAB", "ORC|SN|P8^PLACER|F8^LAB");
        receives(
                "RDS^O13",
                "ORC|RE|B1^PLACER|F1^LAB",
                "RXD|1|1^One^L|202603011130|40|tablet|TAB^Tablet^L|RX9||fridge|||||||500|mg|LOT7|20271231",
                "RXR|PO",
                "RXC|A|KCL^Potassium chloride^L|20|meq",
                "RXD|2||202603011130|40|tablet|TAB^Tablet^L");
        receives(
                "RAS^O17",
                "ORC|RE|B1^PLACER|F1^LAB",
                "RXA|0|1|202603011130|202603011230|1^One^L|5.0|mg|TAB^Tablet^L|^said so|N7^NURSE^JO||H1|500|mg|LOT7|20271231||NO^No^L|WHY^Why^L|NA",
                "RXR|IV^Intravenous|LA^Left arm^HL70163");
        receives("RGV^O15", "ORC|RE|C1^PLACER", "RXG|1|1|^Q6H|GIVE1^Give^L|7|9|mg|TAB^Tablet^L");
        receives("OMP^O09", "ORC|UA|C2^PLACER|||||||202603011000|||||||NOSTOCK^Out^L", "RXO|||||||^free text only");
        chart.reads(Rows.row(
                1_772_377_200L,
                "order_number",
                "R1",
                "patient_id",
                "4711",
                "drug_name",
                "Some",
                "dose",
                "5",
                "dose_unit",
                "mg",
                "rate",
                "12",
                "rate_unit",
                "mL/h",
                "strength",
                "500",
                "strength_unit",
                "mg",
                "dosage_form",
                "tablet",
                "max_daily_dose",
                "40",
                "route",
                "PO",
                "site",
                "arm",
                "as_needed",
                "Y",
                "frequency",
                "QHS",
                "priority",
                "X",
                "indication",
                "pain",
                "quantity",
                "30",
                "refills",
                "2",
                "substitution",
                "N",
                "ordered_at",
                "2026-02-20",
                "last_given_at",
                "2026-02-20T07:00:00",
                "status",
                "IP"));

        assertThat(Validation.shared().errors(chart.all())).isEmpty();
    }
}
