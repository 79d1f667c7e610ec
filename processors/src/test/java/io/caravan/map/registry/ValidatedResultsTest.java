package io.caravan.map.registry;

import static io.caravan.map.Lines.segment;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.caravan.map.Chart;
import io.caravan.message.DataClass;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Results of every type, status and form are held against HAPI's validator: what is rare in published messages, too. */
class ValidatedResultsTest {
    private static final String SENT = "20260301100000";
    private static final String MSH = "MSH|^~\\&|LAB|HOSP|CARAVAN|HOSP|" + SENT + "||ORU^R01^ORU_R01|1|P|2.5.1";
    private static final String PID = "PID|1||4711^^^MRN^MR||MILLER^ANN||19750301|F\rNTE|1||of the patient";

    private static String[] values() {
        return new String[] {
            "NM|<5.0",
            "NM|NEG",
            "NM|",
            "NM|5~6",
            "SN|=^5",
            "SN|^1^:^8",
            "SN|^3^-^7",
            "SN|^2^+",
            "CWE|ND^not seen^L",
            "CE|POS",
            "IS|POS",
            "CWE|260415000^Not detected^SCT",
            "CWE|77^Seventy-seven^HL70136",
            "TX|one\\.br\\  two",
            "DT|2026",
            "TS|202603011530",
            "TM|1530-0500",
            "DR|20260228^20260301",
            "NR|3^7",
            "NA|1^2~3^",
            "NA|1^x",
            "ED|LAB^AP^PDF^Base64^JVBERi0xLjQK",
            "RP|http://old.example/7.pdf^LAB^AP^PDF",
            "EI|X9^LAB",
            "CX|1^^^MRN^MR",
            "XCN|77^MILLER^ANN",
            "ED|LAB^AP^PDF^Base64^" + Base64.getEncoder().encodeToString(new byte[1_048_577])
        };
    }

    private static String[] report(String status, String... more) {
        List<String> lines = new ArrayList<>(List.of(
                MSH,
                PID,
                segment(
                        "OBR",
                        2,
                        "P1^PLACER",
                        3,
                        "F1^LAB&9.9&ISO",
                        4,
                        "CHEM^Chemistry^L",
                        7,
                        "202603010800",
                        8,
                        "202603010830",
                        15,
                        "BLD&Blood&HL70070",
                        22,
                        SENT,
                        24,
                        status.equals("M") ? "Standard" : "CH",
                        25,
                        status)));
        lines.addAll(List.of(more));
        return lines.toArray(String[]::new);
    }

    @Test
    @DisplayName("§3.2 NM, §3.2 SN, §3.2 CWE, §3.2 DTM, §3.2 DR, §3.2 other: a value of every type is valid FHIR")
    void everyValueIsValid() {
        List<JsonNode> resources = new ArrayList<>();
        for (String value : values()) {
            String[] typed = value.split("\\|", 2);
            resources.addAll(resources(report(
                    "F",
                    segment(
                            "OBX",
                            2,
                            typed[0],
                            3,
                            "GLU^Glucose^L",
                            4,
                            "1",
                            5,
                            typed[1],
                            6,
                            "K/uL",
                            7,
                            "<5",
                            8,
                            "HH~odd",
                            11,
                            "F",
                            17,
                            "M1^Method^L",
                            19,
                            "202603010900",
                            33,
                            "S7&PLACER"),
                    "NTE|1||a note")));
        }
        valid(resources);
    }

    @Test
    @DisplayName("§3.2 interpretation: every flag of table 0078 is valid FHIR")
    void everyFlagIsValid() {
        String flags =
                "N~A~AA~H~HH~L~LL~HU~LU~HX~LX~<~>~H>~L<~S~I~R~NS~SDD~SYN-R~SYN-S~MS~VS~POS~NEG~IND~DET~ND~B~W~U~D~E"
                        + "~EXP~UNE~NR~RR~WR~CAR~NCL~QCF~TOX~OBX";
        Chart chart = chart();
        chart.receives(report("F", segment("OBX", 2, "NM", 3, "GLU^Glucose^L", 5, "5", 8, flags, 11, "F")));

        assertThat(chart.findings()).isEmpty();
        valid(chart.all());
    }

    @Test
    @DisplayName("§3.3 OBX-11, §3.3 OBR-25: a result of every status is valid FHIR")
    void everyStatusIsValid() {
        List<JsonNode> resources = new ArrayList<>();
        for (String status : "F P C A D W X I O R S B V U N".split(" ")) {
            resources.addAll(resources(report("F", segment("OBX", 2, "NM", 3, "GLU^Glucose^L", 5, "5", 11, status))));
        }
        for (String status : "O I S P R F C X A M N".split(" ")) {
            resources.addAll(resources(report(status)));
        }
        valid(resources);
    }

    @Test
    @DisplayName("§3.1 specimen, §3.2 micro: specimens and links are valid FHIR")
    void specimensAndLinksAreValid() {
        Chart chart = chart();
        chart.receives(report(
                "F",
                segment(
                        "OBX",
                        2,
                        "CWE",
                        3,
                        "600-7^Bacteria identified^LN",
                        4,
                        "1",
                        5,
                        "112283007^E. coli^SCT",
                        11,
                        "F"),
                segment(
                        "SPM",
                        2,
                        "S1&PLACER^S2&LAB",
                        3,
                        "S0&PLACER",
                        4,
                        "BLD^Blood^HL70487",
                        5,
                        "FRZ^Frozen^L",
                        6,
                        "EDTA^EDTA^HL70371",
                        7,
                        "VENIP^Venipuncture^HL70488",
                        8,
                        "LA^Left arm^HL70163",
                        10,
                        "LAB^Lab^L",
                        11,
                        "P^Patient^HL70369",
                        12,
                        "5^mL",
                        13,
                        "2",
                        14,
                        "drawn twice",
                        15,
                        "C37^Body heat^HL70376",
                        16,
                        "BIO^Biological^HL70489",
                        17,
                        "202603010730^202603010735",
                        18,
                        "202603010745",
                        19,
                        "20260401",
                        20,
                        "Y",
                        21,
                        "RB^Broken container^HL70490",
                        22,
                        "GD^Good^L",
                        23,
                        "P^Preferred^HL70492",
                        24,
                        "HEM^Hemolyzed^HL70493",
                        25,
                        "5^mL",
                        26,
                        "1",
                        27,
                        "TUBE^Tube^L",
                        28,
                        "CC^Cracked^HL70544",
                        29,
                        "A^Aliquot^HL70494",
                        30,
                        "A77^^^LAB",
                        31,
                        "X1^^^LAB",
                        32,
                        "SH1^LAB")));
        chart.receives(
                MSH,
                PID,
                segment(
                        "OBR",
                        3,
                        "F2^LAB",
                        4,
                        "SUS^Susceptibility^L",
                        22,
                        SENT,
                        25,
                        "F",
                        26,
                        "600-7&Bacteria identified&LN^1",
                        29,
                        "P1&PLACER"),
                segment("OBX", 2, "SN", 3, "AMP^Ampicillin^L", 5, "<=^0.25", 6, "ug/mL", 8, "S", 11, "F"));

        assertThat(chart.texts()).contains("hasMember");
        valid(chart.all());
    }

    private static Chart chart() {
        return new Chart(Chart.site(DataClass.LABS), Mappers.messages(DataClass.LABS), Mappers.rows(DataClass.LABS));
    }

    private static List<JsonNode> resources(String... message) {
        return chart().receives(message).all();
    }

    private static void valid(List<JsonNode> resources) {
        assertThat(Validation.shared().errors(resources)).isEmpty();
    }
}
