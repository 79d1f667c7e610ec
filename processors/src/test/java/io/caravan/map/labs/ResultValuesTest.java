package io.caravan.map.labs;

import static io.caravan.map.Lines.segment;
import static io.caravan.map.labs.LabsMapperTest.PID;
import static io.caravan.map.labs.LabsMapperTest.msh;
import static io.caravan.map.labs.LabsMapperTest.obr;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.caravan.fold.ResourceType;
import io.caravan.hl7.Hl7Message;
import io.caravan.map.Chart;
import io.caravan.map.MappingContext;
import io.caravan.message.Finding;
import io.caravan.message.Rejected;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a result says: its value by its type, unit, range, flags, codes and notes. */
class ResultValuesTest {
    private static final String SENT = "20260301100000";

    private final Chart chart = Charts.usual();

    private JsonNode observe(Object... fields) {
        return observe("F", fields);
    }

    private JsonNode observe(String obx11, Object... fields) {
        chart.receives(msh(SENT), PID, obr("F", SENT), obx(obx11, fields));
        return chart.only(ResourceType.OBSERVATION);
    }

    /** On a chart of its own: of several statements of the same time one wins. */
    private static JsonNode alone(Object... fields) {
        Chart chart = Charts.usual();
        chart.receives(msh(SENT), PID, obr("F", SENT), obx("F", fields));
        return chart.only(ResourceType.OBSERVATION);
    }

    private static String obx(String obx11, Object... fields) {
        Object[] all = new Object[fields.length + 4];
        all[0] = 2;
        all[1] = fields[1];
        all[2] = 3;
        all[3] = "GLU^Glucose^L";
        System.arraycopy(fields, 2, all, 4, fields.length - 2);
        all[all.length - 2] = 11;
        all[all.length - 1] = obx11;
        return segment("OBX", all);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "5.0; {\"value\":5.0}",
                "5.00; {\"value\":5.00}",
                ".5; {\"value\":0.5}",
                "0; {\"value\":0}",
                "<2; {\"value\":2,\"comparator\":\"<\"}",
                "<= 2.50; {\"value\":2.50,\"comparator\":\"<=\"}",
                ">1000; {\"value\":1000,\"comparator\":\">\"}",
                ">=1000; {\"value\":1000,\"comparator\":\">=\"}",
                "123456789012345.12; {\"value\":123456789012345.12}",
            })
    @DisplayName("§3.2 NM: digits and comparator are as they were sent")
    void aNumberKeepsItsDigits(String sent, String quantity) {
        observe(2, "NM", 5, sent);

        assertThat(chart.texts()).contains("\"valueQuantity\":" + quantity);
        assertThat(chart.findings()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"NEG", "1,000", "0,5", "1E5", "5.", "5 mg", "<", "~5", "5-7", "12O"})
    @DisplayName("§3.2 NM: what is no number is text and a finding")
    void whatIsNoNumberIsText(String sent) {
        JsonNode observation = observe(2, "NM", 5, sent.replace("~", "\\R\\"));

        assertThat(observation.at("/valueString").asText()).isEqualTo(sent);
        assertThat(chart.findings()).containsExactly(new Finding("not-a-number", "OBX-5"));
    }

    @ParameterizedTest
    @CsvSource({
        "NM, 120-130, mmHg, 120-130 mmHg",
        "NM, '1,000', mg/dL, '1,000 mg/dL'",
        "ST, 5.2, mmol/L, 5.2 mmol/L",
        "ST, < 5.2, mmol/L, < 5.2 mmol/L"
    })
    @DisplayName("§3.2 unit: a figure that stays text keeps its unit, and what was sent stands beside it")
    void aFigureInTextKeepsItsUnit(String type, String sent, String unit, String shown) {
        JsonNode observation = observe(2, type, 5, sent, 6, unit);

        assertThat(observation.at("/valueString").asText()).isEqualTo(shown);
        assertThat(observation.at("/_valueString/extension/0/valueString").asText())
                .isEqualTo(sent);
    }

    @Test
    @DisplayName("§3.2 unit: beside a word the unit stands as an extension")
    void aWordDoesNotTakeTheUnit() {
        JsonNode word = observe(2, "ST", 5, "negative", 6, "mg/dL");

        assertThat(word.at("/valueString").asText()).isEqualTo("negative");
        assertThat(word.at("/_valueString/extension/0/url").asText()).isEqualTo("urn:caravan:extension:unit");
        assertThat(word.at("/_valueString/extension/0/valueString").asText()).isEqualTo("mg/dL");
    }

    @Test
    @DisplayName("§3.2 unit: a text that says its unit stays as it is")
    void aTextMaySayItsUnit() {
        JsonNode observation = observe(2, "ST", 5, "5 mg/dL", 6, "mg/dL");

        assertThat(observation.at("/valueString").asText()).isEqualTo("5 mg/dL");
        assertThat(observation.has("_valueString")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                ">^100; valueQuantity; {\"value\":100,\"comparator\":\">\"}",
                "^1^:^128; valueRatio; {\"numerator\":{\"value\":1},\"denominator\":{\"value\":128}}",
                "^1^/^128; valueRatio; {\"numerator\":{\"value\":1},\"denominator\":{\"value\":128}}",
                "^3.0^-^7.0; valueRange; {\"low\":{\"value\":3.0},\"high\":{\"value\":7.0}}",
            })
    @DisplayName("§3.2 SN: quantity, ratio and range")
    void aStructuredNumberHasItsElement(String sent, String element, String json) {
        observe(2, "SN", 5, sent);

        assertThat(chart.texts()).contains("\"" + element + "\":" + json);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "<>^10; <> 10",
                "^2^+; 2 +",
                "^2^+^3; 2 + 3",
                ">^1^:^128; > 1 : 128",
                "^3^-; 3 -",
                "^few; few",
                "<^<5; < <5",
            })
    @DisplayName("§3.2 SN: what FHIR has no element for is readable text, with the original beside it")
    void anotherStructuredNumberIsText(String sent, String text) {
        JsonNode observation = observe(2, "SN", 5, sent);

        assertThat(observation.at("/valueString").asText()).isEqualTo(text);
        assertThat(observation.at("/_valueString/extension/0/valueString").asText())
                .isEqualTo(sent);
    }

    @Test
    @DisplayName("§3.2 SN: an equals sign is no comparator, and stays in the original")
    void anEqualsSignIsNoComparator() {
        JsonNode quantity = observe(2, "SN", 5, "=^5.0").at("/valueQuantity");

        assertThat(quantity.has("comparator")).isFalse();
        assertThat(quantity.at("/extension/0/url").asText()).endsWith("/originalText");
        assertThat(quantity.at("/extension/0/valueString").asText()).isEqualTo("=^5.0");
    }

    @Test
    @DisplayName("§3.2 CWE: three codings and the text")
    void aCodedValueKeepsThreeCodings() {
        JsonNode concept = alone(
                        2,
                        "CWE",
                        5,
                        "260415000^Not detected^SCT^ND^Not detected^L^LA11883-8^Not detected^LN^none found")
                .at("/valueCodeableConcept");
        JsonNode whole = alone(
                        2,
                        "CWE",
                        5,
                        "260415000^Not detected^SCT^ND^Not detected^L^^^none found^LA11883-8^Not detected^LN")
                .at("/valueCodeableConcept");

        assertThat(concept.at("/coding")).hasSize(2);
        assertThat(whole.at("/coding")).hasSize(3);
        assertThat(whole.at("/coding/0/system").asText()).isEqualTo("http://snomed.info/sct");
        assertThat(whole.at("/coding/2/system").asText()).isEqualTo("http://loinc.org");
        assertThat(whole.at("/text").asText()).isEqualTo("none found");
    }

    @ParameterizedTest
    @CsvSource({"CE,POS^Positive,Positive", "CWE,POS,POS", "IS,POS,POS", "CNE,POS^,POS", "CF,^Seen,Seen"})
    @DisplayName("§3.2 CWE: a code without a system is text, its name or the code itself")
    void aCodeWithoutSystemIsText(String type, String sent, String text) {
        JsonNode concept = observe(2, type, 5, sent).at("/valueCodeableConcept");

        assertThat(concept.has("coding")).isFalse();
        assertThat(concept.at("/text").asText()).isEqualTo(text);
    }

    @Test
    @DisplayName("§3.2 ST: lines are joined in their order with their indents, escapes are resolved")
    void linesAreJoined() {
        chart.receives(
                msh(SENT),
                PID,
                obr("F", SENT),
                "OBX|1|FT|TXT^Text^L|1|head\\.br\\  a \\T\\ b||||||F",
                "OBX|2|FT|TXT^Text^L|2|  c \\S\\ d~e||||||F",
                "OBX|3|FT|TXT^Text^L|3|||||||F",
                "OBX|4|FT|TXT^Text^L|4|tail \\X41\\||||||F");

        assertThat(chart.only(ResourceType.OBSERVATION).at("/valueString").asText())
                .isEqualTo("head\n  a & b\n  c ^ d\ne\n\ntail A");
    }

    @ParameterizedTest
    @CsvSource({
        "DT,2026,2026",
        "DT,202603,2026-03",
        "DT,20260301,2026-03-01",
        "DTM,202607011530,2026-07-01T15:30:00-04:00",
        "TS,20260301153045.12+0100,2026-03-01T15:30:45.12+01:00",
    })
    @DisplayName("§3.2 DTM: a time keeps its precision, its offset or the zone of its source")
    void aTimeKeepsItsPrecision(String type, String sent, String time) {
        assertThat(observe(2, type, 5, sent).at("/valueDateTime").asText()).isEqualTo(time);
    }

    @ParameterizedTest
    @ValueSource(strings = {"20261301", "yesterday", "202603080230"})
    @DisplayName("§3.2 DTM, §1.6 gap: what is no time stays text with a finding")
    void whatIsNoTimeIsText(String sent) {
        assertThat(observe(2, "DTM", 5, sent).at("/valueString").asText()).isEqualTo(sent);
        assertThat(chart.findings()).containsExactly(new Finding("not-a-time", "OBX-5"));
    }

    @ParameterizedTest
    @CsvSource({"1530,15:30:00,1530", "153045,15:30:45,''", "153045.1-0500,15:30:45.1,153045.1-0500", "15,15:00:00,15"})
    @DisplayName("§3.2 TM: a time of day; its zone, or how little was said, stands beside")
    void aTimeOfDayKeepsItsZone(String sent, String time, String original) {
        JsonNode observation = observe(2, "TM", 5, sent);

        assertThat(observation.at("/valueTime").asText()).isEqualTo(time);
        assertThat(observation.at("/_valueTime/extension/0/valueString").asText())
                .isEqualTo(original);
    }

    @Test
    @DisplayName("§3.2 DR: a period, a range and sampled data")
    void rangesAndSamplesHaveTheirElements() {
        assertThat(alone(2, "DR", 5, "20260228^202603011200").toString())
                .contains("\"valuePeriod\":{\"start\":\"2026-02-28\",\"end\":\"2026-03-01T12:00:00-05:00\"}");
        assertThat(alone(2, "NR", 5, "3.0^").toString()).contains("\"valueRange\":{\"low\":{\"value\":3.0}}");
        assertThat(alone(2, "NR", 5, "<3^7").at("/valueString").asText()).isEqualTo("<3^7");
        JsonNode samples = alone(2, "NA", 5, "1.0^2~3^~^4.50").at("/valueSampledData");
        assertThat(samples.at("/dimensions").asInt()).isEqualTo(2);
        assertThat(samples.at("/data").asText()).isEqualTo("1.0 2 3 E E 4.50");
        assertThat(samples.has("period")).isFalse();
        assertThat(samples.at("/_period/extension/0/valueCode").asText()).isEqualTo("unknown");
        JsonNode other = alone(2, "NA", 5, "1^x").at("/valueSampledData");
        assertThat(other.at("/data").asText()).isEqualTo("1 E");
        assertThat(other.at("/extension/0/valueString").asText()).isEqualTo("1^x");
    }

    @Test
    @DisplayName(
            "§3.2 ED: the bytes decide the type, size and hash say that they are whole, the report shows the document")
    void aDocumentIsChecked() {
        observe(2, "ED", 5, "LAB^AP^PDF^Base64^JVBERi0xLjQK");

        JsonNode form = chart.only(ResourceType.DIAGNOSTIC_REPORT).at("/presentedForm/0");
        assertThat(form.at("/contentType").asText()).isEqualTo("application/pdf");
        assertThat(form.at("/size").asInt()).isEqualTo(9);
        assertThat(form.at("/hash").asText()).isEqualTo("lWB7AtSKeGy3hol9cnEU/HmBSx4=");
        assertThat(form.at("/data").asText()).isEqualTo("JVBERi0xLjQK");
        assertThat(chart.findings()).isEmpty();

        Chart other = Charts.usual();
        other.receives(msh(SENT), PID, obr("F", SENT), obx("F", 2, "ED", 5, "LAB^TEXT^HTML^Base64^JVBERi0xLjQK"));
        assertThat(other.findings()).containsExactly(new Finding("content-type-differs", "OBX-5.3"));
        assertThat(other.only(ResourceType.DIAGNOSTIC_REPORT)
                        .at("/presentedForm/0/contentType")
                        .asText())
                .isEqualTo("application/pdf");
    }

    @ParameterizedTest
    @ValueSource(strings = {"JVBERi0xLjQ*", "JVBERi0xLjQ", "JVBE Ri0x"})
    @DisplayName("§3.2 ED: bad base64 is a dead letter")
    void badBase64IsRefused(String data) {
        assertThatThrownBy(() -> observe(2, "ED", 5, "LAB^AP^PDF^Base64^" + data))
                .isInstanceOfSatisfying(
                        Rejected.class, e -> assertThat(e.code()).isEqualTo("document-not-decodable"));
    }

    @Test
    @DisplayName("§3.2 ED, §3.3 withdrawn: a document that is withdrawn leaves its report")
    void aWithdrawnDocumentIsGone() {
        observe(2, "ED", 5, "LAB^AP^PDF^Base64^JVBERi0xLjQK");
        chart.receives(
                msh("20260301120000"),
                PID,
                obr("C", "20260301120000"),
                obx("W", 2, "ED", 5, "LAB^AP^PDF^Base64^JVBERi0xLjQK"));

        assertThat(chart.texts()).doesNotContain("presentedForm").doesNotContain("JVBERi0xLjQK");
    }

    @Test
    @DisplayName("§3.2 ED-large: a document above the limit is a Binary, corrected and withdrawn with its result")
    void aLargeDocumentIsABinary() {
        byte[] large = new byte[Documents.MAX_INLINE + 1];
        large[0] = '%';
        String ed = "LAB^AP^PDF^Base64^" + Base64.getEncoder().encodeToString(large);
        observe(2, "ED", 5, ed);

        JsonNode binary = chart.only(ResourceType.BINARY);
        assertThat(binary.at("/contentType").asText()).isEqualTo("application/pdf");
        assertThat(binary.at("/securityContext/reference").asText()).startsWith("Patient/");
        JsonNode form = chart.only(ResourceType.DIAGNOSTIC_REPORT).at("/presentedForm/0");
        assertThat(form.at("/url").asText())
                .isEqualTo("Binary/" + binary.at("/id").asText());
        assertThat(form.at("/size").asInt()).isEqualTo(large.length);
        assertThat(form.has("data")).isFalse();

        chart.receives(
                msh("20260301120000"), PID, obr("C", "20260301120000"), obx("C", 2, "ED", 5, "LAB^AP^PDF^Base64^JVBE"));
        assertThat(chart.only(ResourceType.BINARY).has("data")).isFalse();
        assertThat(chart.only(ResourceType.DIAGNOSTIC_REPORT)
                        .at("/presentedForm/0/data")
                        .asText())
                .isEqualTo("JVBE");
    }

    @Test
    @DisplayName("§3.2 RP: the url is kept, and listed as an exception")
    void aPointerIsListed() {
        JsonNode observation = observe(2, "RP", 5, "http://old.example/scan/7.pdf^LAB^AP^PDF");

        assertThat(observation.at("/extension/0/valueAttachment/url").asText())
                .isEqualTo("http://old.example/scan/7.pdf");
        assertThat(chart.only(ResourceType.DIAGNOSTIC_REPORT)
                        .at("/presentedForm/0/url")
                        .asText())
                .isEqualTo("http://old.example/scan/7.pdf");
        assertThat(chart.findings()).containsExactly(new Finding("document-not-embedded", "OBX-5"));
    }

    @ParameterizedTest
    @CsvSource({
        "EI,X9^LAB,X9",
        "CX,4711^^^MRN^MR,4711",
        "XCN,77^MILLER^ANN^^^DR,DR ANN MILLER",
        "XAD,Main Street^^Boston,Main Street^^Boston",
        "ZZ,anything,anything"
    })
    @DisplayName("§3.2 other: other types are readable, with the original beside what was left out")
    void otherTypesAreReadable(String type, String sent, String text) {
        JsonNode observation = observe(2, type, 5, sent);

        assertThat(observation.at("/valueString").asText()).isEqualTo(text);
        if (!text.equals(sent)) {
            assertThat(observation.at("/_valueString/extension/0/valueString").asText())
                    .isEqualTo(sent);
        }
    }

    @ParameterizedTest
    @CsvSource({"F,'',unknown", "P,'',temp-unknown", "X,'',not-performed", "N,'',not-asked", "F,'\"\"',unknown"})
    @DisplayName("§3.2 empty: no value, but why there is none")
    void anEmptyValueHasAReason(String obx11, String sent, String reason) {
        JsonNode observation = observe(obx11, 2, "NM", 5, sent);

        assertThat(observation.at("/dataAbsentReason/coding/0/code").asText()).isEqualTo(reason);
        assertThat(observation.toString()).doesNotContain("\"value\":\"\"").doesNotContain("valueString");
    }

    @Test
    @DisplayName("§3.2 repeat: values that repeat are components")
    void repeatedValuesAreComponents() {
        JsonNode components = observe(2, "NM", 5, "5.0~<7", 6, "mg/dL").at("/component");

        assertThat(components).hasSize(2);
        assertThat(components.at("/1/valueQuantity/comparator").asText()).isEqualTo("<");
        assertThat(components.at("/1/valueQuantity/unit").asText()).isEqualTo("mg/dL");
        assertThat(components.at("/0/code/coding/1/code").asText()).isEqualTo("GLU");
    }

    @ParameterizedTest
    @CsvSource({
        "MG/DL,MG/DL,mg/dL",
        "K/uL^thousand per microlitre,thousand per microlitre,10*3/uL",
        "furlong,furlong,''",
        "Mg,Mg,''",
        "mmol/L^^UCUM,mmol/L,mmol/L",
        "ZZ^zeds^L^mmol/L^^UCUM,zeds,mmol/L",
    })
    @DisplayName("§3.2 unit: coded by the map or by the sender's UCUM, else text; the number stays")
    void aUnitIsCodedWhereItIsKnown(String sent, String text, String code) {
        JsonNode quantity = observe(2, "NM", 5, "5.0", 6, sent).at("/valueQuantity");

        assertThat(quantity.at("/unit").asText()).isEqualTo(text);
        assertThat(quantity.at("/code").asText()).isEqualTo(code);
        assertThat(quantity.has("system")).isEqualTo(!code.isEmpty());
        assertThat(chart.texts()).contains("\"value\":5.0");
        assertThat(chart.findings().contains(new Finding("unmapped-unit", "OBX-6")))
                .isEqualTo(code.isEmpty());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "3.90-5.80; 3.90; 5.80",
                "3.9\u20135.8; 3.9; 5.8",
                "-5 - -1; -5; -1",
                "-5--1; -5; -1",
                "<5; ; 5",
                "<=5.0; ; 5.0",
                ">60; 60; ",
                ">=60; 60; ",
                "5.8-3.9; ; ",
                "1-2-3; ; ",
                "4.3 to 6.2; ; ",
                "negative; ; ",
            })
    @DisplayName("§3.2 range: the text always, limits only of plain forms")
    void aRangeKeepsItsText(String sent, String low, String high) {
        JsonNode range = observe(2, "NM", 5, "5.0", 6, "mg/dL", 7, sent).at("/referenceRange/0");

        assertThat(range.at("/text").asText()).isEqualTo(sent);
        assertThat(number(range.at("/low"))).isEqualTo(low == null ? "" : low);
        assertThat(number(range.at("/high"))).isEqualTo(high == null ? "" : high);
        if (range.has("low")) {
            assertThat(range.at("/low/code").asText()).isEqualTo("mg/dL");
        }
    }

    private String number(JsonNode limit) {
        if (limit.isMissingNode()) {
            return "";
        }
        String text = chart.texts();
        String digits = limit.at("/value").asText();
        for (String zeros : new String[] {"00", "0", ""}) {
            if (text.contains("\"value\":" + digits + zeros + ",")) {
                return digits + zeros;
            }
        }
        return digits;
    }

    @Test
    @DisplayName("§3.2 interpretation: flags repeat, critical ones survive, a blank is not normal")
    void flagsAreKept() {
        JsonNode flags = observe(2, "NM", 5, "5.0", 8, "HH~AA~LL~odd").at("/interpretation");

        assertThat(flags.at("/0/coding/0/code").asText()).isEqualTo("HH");
        assertThat(flags.at("/1/coding/0/code").asText()).isEqualTo("AA");
        assertThat(flags.at("/2/coding/0/code").asText()).isEqualTo("LL");
        assertThat(flags.at("/3/text").asText()).isEqualTo("odd");
        assertThat(observe(2, "NM", 5, "5.0").has("interpretation")).isFalse();
    }

    @Test
    @DisplayName(
            "§3.2 loinc: a newer map gives the same resource its new coding, in whatever order maps and messages come")
    void aNewerMapUpdatesTheCoding() {
        String[] message = {msh(SENT), PID, obr("F", SENT), obx("F", 2, "NM", 5, "5.0", 6, "ZU")};
        MappingContext first = Charts.withMaps(1, Map.of("NA", "2951-2"), Map.of("NU", "mmol/L"));
        MappingContext second = Charts.withMaps(2, Map.of("GLU", "2345-7"), Map.of("ZU", "mg/dL"));

        Chart forward = mapped(mapped(Charts.usual(), first, message), second, message);
        Chart backward = mapped(mapped(Charts.usual(), second, message), first, message);

        JsonNode observation = forward.only(ResourceType.OBSERVATION);
        assertThat(observation.at("/code/coding/0/code").asText()).isEqualTo("2345-7");
        assertThat(observation.at("/code/coding/1/code").asText()).isEqualTo("GLU");
        assertThat(observation.at("/meta/tag/0/code").asText()).isEqualTo("lab-loinc");
        assertThat(observation.at("/meta/tag/0/version").asText()).isEqualTo("2");
        assertThat(observation.at("/valueQuantity/code").asText()).isEqualTo("mg/dL");
        assertThat(backward.texts()).isEqualTo(forward.texts());
        assertThat(forward.findings()).contains(new Finding("unmapped-code", "OBX-3"));
    }

    private static Chart mapped(Chart chart, MappingContext site, String... message) {
        return chart.take(new LabsMapper().map(Hl7Message.read(String.join("\r", message)), site));
    }

    @Test
    @DisplayName("§3.2 note: notes behind patient, order, request, specimen and result are all kept")
    void notesAreNeverDropped() {
        chart.receives(
                msh(SENT),
                PID,
                "NTE|1||of the patient",
                "ORC|RE|P1^PLACER|F1^LAB",
                "NTE|1||of the order",
                obr("F", SENT),
                "NTE|1||of the request",
                obx("F", 2, "NM", 5, "5.0"),
                "NTE|1||of the result",
                "NTE|2||",
                "NTE|3||its last line");

        assertThat(chart.only(ResourceType.PATIENT)
                        .at("/extension/0/valueString")
                        .asText())
                .isEqualTo("of the patient");
        assertThat(chart.only(ResourceType.DIAGNOSTIC_REPORT).at("/conclusion").asText())
                .isEqualTo("of the order\nof the request");
        assertThat(chart.only(ResourceType.OBSERVATION).at("/note/0/text").asText())
                .isEqualTo("of the result\n\nits last line");
    }
}
