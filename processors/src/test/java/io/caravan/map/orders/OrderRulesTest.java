package io.caravan.map.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.caravan.fold.ResourceType;
import io.caravan.map.Chart;
import io.caravan.map.Mapped;
import io.caravan.message.DataClass;
import io.caravan.message.Finding;
import io.caravan.message.Rejected;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of orders, one test or more for each line of the table. */
class OrderRulesTest {
    private static final String PID = "PID|1||4711^^^MRN^MR||MILLER^ANN||19750301|F";
    private static final String EIGHT = "20260301080000";
    private static final String NINE = "20260301090000";

    private final Chart chart = chart();

    private static Chart chart() {
        return new Chart(
                Chart.site(DataClass.ORDERS),
                new OrdersMapper((message, context) -> Mapped.excluded("pharmacy")),
                new OrdersRowMapper());
    }

    private static String msh(String type, String at) {
        return "MSH|^~\\&|CPOE|HOSP|CARAVAN|NEW|" + at + "||" + type + "|" + at + "|P|2.5.1";
    }

    private static String orc(String control, String number, String status, String at) {
        return "ORC|" + control + "|" + number + "^PLACER|||" + status + "||||" + at;
    }

    private static String obr(String number) {
        return "OBR|1|" + number + "^PLACER||GLU^Glucose^L";
    }

    private static void send(Chart chart, String control, String status, String at) {
        chart.receives(msh("OML^O21", at), PID, orc(control, "P1", status, at), obr("P1"));
    }

    private JsonNode order() {
        return chart.only(ResourceType.SERVICE_REQUEST);
    }

    private JsonNode order(String number) {
        return chart.all(ResourceType.SERVICE_REQUEST).stream()
                .filter(one -> one.at("/identifier").toString().contains('"' + number + '"'))
                .findFirst()
                .orElseThrow();
    }

    /** A new order, then the control code with ORC-5, in both orders of arrival. */
    private void becomes(String control, @Nullable String status, String expected) {
        for (boolean late : new boolean[] {false, true}) {
            Chart one = chart();
            if (!late) {
                send(one, "NW", "", EIGHT);
            }
            send(one, control, status == null ? "" : status, NINE);
            if (late) {
                send(one, "NW", "", EIGHT);
            }
            assertThat(one.only(ResourceType.SERVICE_REQUEST).at("/status").asText())
                    .as(control + " " + status + (late ? " before the order" : ""))
                    .isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"NW", "OK", "OE", "OF"})
    @DisplayName("§2.2 NW: NW, OK, OE and OF are active")
    void newAndAcceptedAreActive(String control) {
        becomes(control, "", "active");
    }

    @Test
    @DisplayName("§2.2 NW: RE of results changes nothing of an order that has ended, and stands where nothing is known")
    void resultsToFollowChangeNoStatus() {
        send(chart, "NW", "", EIGHT);
        send(chart, "OC", "", "20260301083000");
        send(chart, "RE", "", NINE);
        assertThat(order().at("/status").asText()).isEqualTo("revoked");

        Chart alone = chart();
        send(alone, "RE", "", NINE);
        assertThat(alone.only(ResourceType.SERVICE_REQUEST).at("/status").asText())
                .isEqualTo("active");
    }

    @ParameterizedTest
    @ValueSource(strings = {"XO", "XX", "XR"})
    @DisplayName("§2.2 XO: XO, XX and XR change the same order, and not its status")
    void aChangeIsOfTheSameOrder(String control) {
        send(chart, "NW", "", EIGHT);
        send(chart, "HD", "", "20260301083000");
        chart.receives(msh("OML^O21", NINE), PID, orc(control, "P1", "", NINE), "OBR|1|P1^PLACER||K^Potassium^L");

        assertThat(order().at("/status").asText()).isEqualTo("on-hold");
        assertThat(order().toString()).contains("Potassium").doesNotContain("Glucose");
    }

    @ParameterizedTest
    @CsvSource({"SC,CM,completed", "SC,,active", "SC,HD,on-hold"})
    @DisplayName("§2.2 SC: the status comes from ORC-5 only")
    void statusChanged(String control, @Nullable String status, String expected) {
        becomes(control, status, expected);
    }

    @Test
    @DisplayName("§2.2 CA: a cancel request ends the order where the source declares it final")
    void aCancelRequestEnds() {
        becomes("CA", "", "revoked");
    }

    @Test
    @DisplayName("§2.2 CA: a cancel request that is a mere request changes nothing until CR or OC, and is a finding")
    void aMereRequestChangesNothing() {
        assertThat(OrderControl.of("CA", "", "", io.caravan.message.SourceDeclaration.CancelRequest.REQUEST_ONLY))
                .isEqualTo(new OrderControl("", false, "cancel-requested"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"CR", "OC", "DF"})
    @DisplayName("§2.2 CR: CR, OC and DF revoke")
    void cancelledIsRevoked(String control) {
        becomes(control, "", "revoked");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UC", "UD", "UH", "UM", "UR", "UX"})
    @DisplayName("§2.2 UC: what could not be done changes nothing and is a finding")
    void whatCouldNotBeDoneIsAFinding(String control) {
        becomes(control, "", "active");
        send(chart, control, "", NINE);
        assertThat(chart.findings()).contains(new Finding("order-request-refused", "ORC-1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"DC", "DR", "OD"})
    @DisplayName("§2.2 DC: DC, DR and OD revoke")
    void discontinuedIsRevoked(String control) {
        becomes(control, "", "revoked");
    }

    @ParameterizedTest
    @ValueSource(strings = {"HD", "HR", "OH"})
    @DisplayName("§2.2 HD: HD, HR and OH put on hold")
    void heldIsOnHold(String control) {
        becomes(control, "", "on-hold");
    }

    @ParameterizedTest
    @ValueSource(strings = {"RL", "OR"})
    @DisplayName("§2.2 RL: RL and OR release a held order")
    void aReleasedOrderIsActive(String control) {
        send(chart, "NW", "", EIGHT);
        send(chart, "HD", "", "20260301083000");
        send(chart, control, "", NINE);

        assertThat(order().at("/status").asText()).isEqualTo("active");
    }

    @ParameterizedTest
    @ValueSource(strings = {"RP", "RU", "RQ"})
    @DisplayName("§2.2 RP: RP, RU and RQ end the replaced order, also when it comes after its replacement")
    void theReplacedOrderEnds(String control) {
        becomes(control, "", "revoked");
    }

    @Test
    @DisplayName("§2.2 RO: two orders replace two, and another pair of the message is another chain")
    void ordersReplaceOrders() {
        chart.receives(
                msh("OML^O21", NINE),
                PID,
                orc("RU", "A1", "", NINE),
                orc("RU", "A2", "", NINE),
                orc("RO", "B1", "", NINE),
                obr("B1"),
                orc("RO", "B2", "", NINE),
                obr("B2"),
                orc("RP", "C1", "", NINE),
                orc("RO", "D1", "", NINE),
                obr("D1"));
        chart.receives(msh("OML^O21", EIGHT), PID, orc("NW", "A1", "", EIGHT), obr("A1"));

        assertThat(references("B1", "replaces")).containsExactlyInAnyOrder(reference("A1"), reference("A2"));
        assertThat(references("B2", "replaces")).containsExactlyInAnyOrder(reference("A1"), reference("A2"));
        assertThat(references("D1", "replaces")).containsExactly(reference("C1"));
        assertThat(order("A1").at("/status").asText()).isEqualTo("revoked");
        assertThat(order("B1").at("/status").asText()).isEqualTo("active");
    }

    @Test
    @DisplayName("§2.2 UA: an order the filler cannot take is revoked with a reason")
    void anOrderThatIsNotTakenHasAReason() {
        becomes("UA", "", "revoked");
        send(chart, "UA", "", NINE);
        assertThat(order().at("/extension/0/url").asText()).endsWith("request-statusReason");
        assertThat(order().at("/extension/0/valueCodeableConcept/coding/0/code").asText())
                .isEqualTo("UA");

        chart.receives(msh("OML^O21", "20260301100000"), PID, orc("OK", "P1", "", "20260301100000"), obr("P1"));
        assertThat(order().has("extension")).isFalse();
    }

    @Test
    @DisplayName("§2.2 PA: a child is based on its parent, whose status it does not set")
    void aChildIsBasedOnItsParent() {
        chart.receives(
                msh("OML^O21", NINE),
                PID,
                orc("PA", "P1", "", NINE),
                obr("P1"),
                "ORC|CH|P2^PLACER||||||P1&PLACER^F1&LAB|" + NINE,
                obr("P2"));

        assertThat(references("P2", "basedOn")).containsExactly(reference("P1"));
        assertThat(order("P2").at("/status").asText()).isEqualTo("active");
    }

    @Test
    @DisplayName("§2.2 DE: an order with data errors is a dead letter")
    void dataErrorsAreADeadLetter() {
        assertThatThrownBy(() -> send(chart, "DE", "", NINE))
                .isInstanceOfSatisfying(
                        Rejected.class, rejected -> assertThat(rejected.code()).isEqualTo("data-errors-reported"));
    }

    @ParameterizedTest
    @CsvSource({"SS,CM,completed", "SR,HD,on-hold", "SR,,active"})
    @DisplayName("§2.2 SS: SS and SR take the status from ORC-5")
    void statusOfAQuery(String control, @Nullable String status, String expected) {
        becomes(control, status, expected);
    }

    @ParameterizedTest
    @CsvSource({
        "CA,revoked",
        "CM,completed",
        "DC,revoked",
        "ER,entered-in-error",
        "HD,on-hold",
        "IP,active",
        "RP,revoked",
        "SC,active",
        "A,active"
    })
    @DisplayName("§2.2 table, §2.2 ORC-5: ORC-5 decides whatever ORC-1 says")
    void theFillersStatusDecides(String status, String expected) {
        becomes("NW", status, expected);
        becomes("HD", status, expected);
    }

    @Test
    @DisplayName("§2.2 ORC-5: without it a final OBR-25 completes the order")
    void aFinalResultCompletes() {
        send(chart, "NW", "", EIGHT);
        chart.receives(msh("OML^O21", NINE), PID, orc("SC", "P1", "", NINE), obr("P1") + "|".repeat(21) + "F");

        assertThat(order().at("/status").asText()).isEqualTo("completed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"CM", "CA", "ER"})
    @DisplayName("§2.2 terminal: an order that has ended is opened by a strictly newer event only")
    void anEndedOrderIsOpenedByANewerEventOnly(String ended) {
        for (String at : List.of(EIGHT, NINE)) {
            Chart one = chart();
            send(one, "SC", ended, NINE);
            String status = one.only(ResourceType.SERVICE_REQUEST).at("/status").asText();
            send(one, "RL", "", at);
            assertThat(one.only(ResourceType.SERVICE_REQUEST).at("/status").asText())
                    .isEqualTo(status);
        }
        send(chart, "SC", ended, NINE);
        send(chart, "RL", "", "20260301090001");
        assertThat(order().at("/status").asText()).isEqualTo("active");
    }

    @Test
    @DisplayName("§2.2 intent: G is a reflex order; an add-on is an order with its original beside it")
    void theIntent() {
        chart.receives(
                msh("OML^O21", EIGHT),
                PID,
                orc("NW", "P1", "", EIGHT),
                obr("P1") + "|".repeat(7) + "G",
                orc("NW", "P2", "", EIGHT),
                obr("P2") + "|".repeat(7) + "A",
                orc("NW", "P3", "", EIGHT),
                obr("P3"));

        assertThat(order("P1").at("/intent").asText()).isEqualTo("reflex-order");
        assertThat(order("P2").at("/intent").asText()).isEqualTo("order");
        assertThat(order("P2")
                        .at("/extension/0/valueCodeableConcept/coding/0/code")
                        .asText())
                .isEqualTo("A");
        assertThat(order("P3").at("/intent").asText()).isEqualTo("order");
        assertThat(order("P3").has("extension")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"S,stat", "A,asap", "R,routine"})
    @DisplayName("§2.2 priority: S, A and R have a code")
    void aPriorityHasACode(String code, String expected) {
        chart.receives(
                msh("OML^O21", EIGHT), PID, orc("NW", "P1", "", EIGHT), "TQ1|1" + "|".repeat(8) + code, obr("P1"));

        assertThat(order().at("/priority").asText()).isEqualTo(expected);
    }

    @Test
    @DisplayName("§2.2 priority: another is kept as it was written, beside the element, until a newer one has a code")
    void anotherPriorityIsKept() {
        chart.receives(msh("OML^O21", EIGHT), PID, orc("NW", "P1", "", EIGHT), obr("P1") + "|T");
        assertThat(order().has("priority")).isFalse();
        assertThat(order().at("/extension/0/valueString").asText()).isEqualTo("T");

        chart.receives(msh("OML^O21", NINE), PID, orc("XO", "P1", "", NINE), obr("P1") + "|S");
        assertThat(order().at("/priority").asText()).isEqualTo("stat");
        assertThat(order().has("extension")).isFalse();
    }

    @Test
    @DisplayName("§2.2 authored: authoredOn is ORC-9 of the new order only")
    void authoredOnIsOfTheNewOrder() {
        send(chart, "XO", "", NINE);
        assertThat(order().has("authoredOn")).isFalse();

        send(chart, "NW", "", EIGHT);
        assertThat(order().at("/authoredOn").asText()).isEqualTo("2026-03-01T08:00:00-05:00");
    }

    @Test
    @DisplayName("§2.2 requester: ORC-12, else OBR-16")
    void theRequester() {
        chart.receives(
                msh("OML^O21", EIGHT),
                PID,
                orc("NW", "P1", "", EIGHT) + "|||1^FIRST^ANN",
                obr("P1") + "|".repeat(12) + "2^OTHER^BEN",
                orc("NW", "P2", "", EIGHT),
                obr("P2") + "|".repeat(12) + "2^OTHER^BEN");

        assertThat(order("P1").at("/requester/display").asText()).contains("FIRST");
        assertThat(order("P2").at("/requester/display").asText()).contains("OTHER");
    }

    @Test
    @DisplayName("§2.2 O33: all orders behind a specimen refer to it, and the next specimen has orders of its own")
    void ordersOfASpecimen() {
        chart.receives(
                msh("OML^O33", EIGHT),
                PID,
                "SPM|1|S1&PLACER^L1&LAB||BLD^Blood^HL70487",
                "OBX|1|ST|TUBE^Tube^L||red top",
                orc("NW", "P1", "", EIGHT),
                obr("P1"),
                orc("NW", "P2", "", EIGHT),
                obr("P2"),
                "SPM|2|S2&PLACER^L2&LAB||UR^Urine^HL70487",
                orc("NW", "P3", "", EIGHT),
                obr("P3"));

        assertThat(chart.all(ResourceType.SPECIMEN)).hasSize(2);
        assertThat(references("P1", "specimen")).hasSize(1).isEqualTo(references("P2", "specimen"));
        assertThat(references("P3", "specimen")).hasSize(1).isNotEqualTo(references("P1", "specimen"));
        assertThat(chart.texts()).contains("red top");
    }

    @Test
    @DisplayName(
            "§2.2 O21: a specimen inside an order belongs to that order, and nothing said inside an order is dropped")
    void aSpecimenInsideAnOrder() {
        chart.receives(
                msh("OML^O21", EIGHT),
                PID,
                orc("NW", "P1", "", EIGHT),
                obr("P1"),
                "NTE|1||please call",
                "OBX|1|CWE|FAST^Fasting^L||Y^Yes^HL70136||||||F",
                "NTE|1||since midnight",
                "OBX|2|NM|WT^Weight^L||70.50|kg|||||F",
                "SPM|1|S1&PLACER^L1&LAB||BLD^Blood^HL70487|||||||||||||20260301073000",
                "OBX|1|ST|VOL^Volume^L||plenty||||||F",
                orc("NW", "P2", "", EIGHT),
                obr("P2"));

        assertThat(references("P1", "specimen")).hasSize(1);
        assertThat(order("P2").has("specimen")).isFalse();
        assertThat(references("P1", "supportingInfo")).hasSize(3);
        assertThat(order("P1").at("/note/0/text").asText()).isEqualTo("please call");
        assertThat(chart.all(ResourceType.OBSERVATION)).hasSize(3);
        assertThat(chart.texts()).contains("since midnight", "\"value\":70.50", "plenty", "2026-03-01T07:30:00-05:00");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "SN; <^5; kg; \"valueQuantity\":{\"value\":5,\"comparator\":\"<\",\"unit\":\"kg\"",
                "NM; <2.50; kg; \"valueQuantity\":{\"value\":2.50,\"comparator\":\"<\",\"unit\":\"kg\"",
                "NM; about 70; kg; \"valueString\":\"about 70\"",
                "DT; 20260214; ''; \"valueDateTime\":\"2026-02-14\"",
                "SN; ^1^:^128; ''; \"valueRatio\":",
                "ED; ^TEXT^PLAIN^A^as dictated; ''; \"data\":\"YXMgZGljdGF0ZWQ=\"",
            })
    @DisplayName("§2.2 O21: an answer's value is read as a result's is")
    void anAnswerIsReadAsAResult(String type, String sent, String unit, String json) {
        chart.receives(
                msh("OML^O21", EIGHT),
                PID,
                orc("NW", "P1", "", EIGHT),
                obr("P1"),
                "OBX|1|" + type + "|Q1^Question^L||" + sent + "|" + unit + "|||||F");

        assertThat(chart.texts()).contains(json);
    }

    @Test
    @DisplayName("§2.2 OMI: the accession number and the study instance UID are on the request, which is found by both")
    void anImagingOrder() {
        chart.receives(
                msh("OMI^O23", EIGHT),
                PID,
                orc("NW", "P1", "", EIGHT),
                "OBR|1|P1^PLACER||XR^Chest^L",
                "IPC|ACC7^LAB|RP1|1.2.840.113619.2.1|SPS1");

        assertThat(order().at("/identifier").toString())
                .contains("ACC7", "\"ACSN\"", "urn:dicom:uid", "urn:oid:1.2.840.113619.2.1");
        assertThat(chart.last().orElseThrow().changes().stream().flatMap(change -> change.lookups().stream()))
                .contains("urn:test:lab|ACC7", "urn:dicom:uid|urn:oid:1.2.840.113619.2.1");
    }

    @Test
    @DisplayName("§2.2 RXO: a drug order in an ORM is a prescription, and a service beside it stays a service")
    void aDrugOrderIsAPrescription() {
        chart.receives(msh("ORM^O01", EIGHT), PID, orc("NW", "P9", "", EIGHT), "RXO|ASA^Aspirin^L");

        assertThat(chart.last().orElseThrow().exclusion()).contains("pharmacy");
        assertThat(chart.all(ResourceType.SERVICE_REQUEST)).isEmpty();
    }

    @Test
    @DisplayName("§2.1 pair, §2.1 assign: group, alternate and filler group numbers stand on the order")
    void allNumbersStandOnTheOrder() {
        chart.receives(
                msh("OML^O21", EIGHT),
                PID,
                "ORC|NW|P1^PLACER|F1^LAB|G1^PLACER|||||" + EIGHT + "|".repeat(24) + "ALT1^^^PLACER|||||FG1^LAB",
                "OBR|1|P1^PLACER|F1^LAB|GLU^Glucose^L",
                "ORC|NW|P2^PLACER||G1^PLACER|||||" + EIGHT,
                obr("P2"));

        assertThat(chart.all(ResourceType.SERVICE_REQUEST)).hasSize(2);
        assertThat(order("P1").at("/identifier").toString()).contains("P1", "F1", "ALT1", "FG1", "\"FGN\"");
        assertThat(order("P1").at("/requisition/value").asText()).isEqualTo("G1");
        assertThat(order("P1").at("/requisition")).isEqualTo(order("P2").at("/requisition"));
    }

    @Test
    @DisplayName("§2.2 terminal, §2.2 RO: no order of arrival changes what orders become")
    void noOrderOfArrivalMatters() {
        List<String[]> messages = List.of(
                new String[] {msh("OML^O21", EIGHT), PID, orc("NW", "P1", "", EIGHT), obr("P1") + "|T"},
                new String[] {msh("OML^O21", NINE), PID, orc("UA", "P1", "", NINE), obr("P1")},
                new String[] {msh("OML^O21", NINE), PID, orc("RL", "P1", "", NINE), obr("P1") + "|S"},
                new String[] {
                    msh("OML^O21", "20260301093000"),
                    PID,
                    orc("RP", "P1", "", "20260301093000"),
                    orc("RO", "P2", "", "20260301093000"),
                    obr("P2")
                },
                new String[] {msh("OML^O21", "20260301100000"), PID, orc("SC", "P2", "CM", "20260301100000"), obr("P2")
                });
        Chart first = chart();
        messages.forEach(first::receives);
        for (long seed = 0; seed < 20; seed++) {
            List<String[]> shuffled = new ArrayList<>(messages);
            Collections.shuffle(shuffled, new Random(seed));
            Chart other = chart();
            shuffled.forEach(other::receives);
            assertThat(other.texts()).isEqualTo(first.texts());
        }
    }

    private String reference(String number) {
        return "ServiceRequest/" + order(number).at("/id").asText();
    }

    private List<String> references(String number, String element) {
        List<String> found = new ArrayList<>();
        order(number)
                .at("/" + element)
                .forEach(one -> found.add(one.at("/reference").asText()));
        return found;
    }

    @Test
    @DisplayName("§2.2 O21: answers that nothing tells apart are kept each by itself")
    void answersOfOneQuestionStayApart() {
        chart.receives(
                "MSH|^~\\&|A|B|C|D|20260301120000||OML^O21|M1|P|2.5.1",
                "PID|1||10001^^^MRN^MR",
                "ORC|NW|P1",
                "OBR|1|P1||GLU^Glucose^L",
                "OBX|1|CWE|IMG^Image^L||TN^Thumbnail^L||||||F",
                "OBX|2|ST|IMG^Image^L||see archive||||||F");

        assertThat(chart.all(ResourceType.OBSERVATION))
                .extracting(
                        observation -> observation.has("valueString") + " " + observation.has("valueCodeableConcept"))
                .containsExactlyInAnyOrder("true false", "false true");
    }
}
