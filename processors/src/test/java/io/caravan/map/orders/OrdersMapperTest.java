package io.caravan.map.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.caravan.fold.ResourceType;
import io.caravan.map.Chart;
import io.caravan.map.Mapped;
import io.caravan.map.Row;
import io.caravan.message.DataClass;
import io.caravan.message.Finding;
import io.caravan.message.Rejected;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OrdersMapperTest {
    private static final String PID = "PID|1||4711^^^MRN^MR||MILLER^ANN||19750301|F";
    private static final String PV1 = "PV1|1|I" + "|".repeat(17) + "V77^^^VISIT";

    private final Chart chart = new Chart(
            Chart.site(DataClass.ORDERS),
            new OrdersMapper((message, context) -> Mapped.excluded("pharmacy")),
            new OrdersRowMapper());

    private static String msh(String type, String at) {
        return "MSH|^~\\&|CPOE|HOSP|CARAVAN|NEW|" + at + "||" + type + "|" + at + "|P|2.5.1";
    }

    private static String orc(String control, String numbers, String status, String at) {
        return "ORC|" + control + "|" + numbers + "||" + status + "||||" + at + "|||99^DOC^JANE^^^DR";
    }

    private static String obr(String numbers) {
        return "OBR|1|" + numbers + "|GLU^Glucose^L|S";
    }

    private void send(String control, String status, String at) {
        chart.receives(
                msh("OML^O21", at), PID, PV1, orc(control, "P1^PLACER|F1^LAB", status, at), obr("P1^PLACER|F1^LAB"));
    }

    private JsonNode order() {
        return chart.only(ResourceType.SERVICE_REQUEST);
    }

    @Test
    void anOrderNamesItsNumbersItsPatientItsVisitAndWhatIsAsked() {
        send("NW", "", "20260301080000");

        assertThat(order().findValuesAsText("value")).contains("P1", "F1", "99");
        assertThat(order().at("/status").asText()).isEqualTo("active");
        assertThat(order().at("/intent").asText()).isEqualTo("order");
        assertThat(order().at("/priority").asText()).isEqualTo("stat");
        assertThat(order().at("/authoredOn").asText()).isEqualTo("2026-03-01T08:00:00-05:00");
        assertThat(order().at("/code/coding/0/code").asText()).isEqualTo("2345-7");
        assertThat(order().at("/code/coding/1/code").asText()).isEqualTo("GLU");
        assertThat(order().at("/requester/display").asText()).isEqualTo("DR JANE DOC");
        assertThat(order().at("/encounter/reference").asText()).startsWith("Encounter/");
        assertThat(order().at("/subject/reference").asText())
                .isEqualTo(
                        "Patient/" + chart.only(ResourceType.PATIENT).at("/id").asText());
    }

    @Test
    void thePatientOfAnOrderIsProvisional() {
        send("NW", "", "20260301080000");

        JsonNode patient = chart.only(ResourceType.PATIENT);
        assertThat(patient.at("/meta/tag/0/code").asText()).isEqualTo("provisional");
        assertThat(patient.at("/name/0/family").asText()).isEqualTo("MILLER");
    }

    @ParameterizedTest
    @CsvSource({
        "OK,,active",
        "CA,,revoked",
        "OC,,revoked",
        "CR,,revoked",
        "DC,,revoked",
        "DR,,revoked",
        "HD,,on-hold",
        "HR,,on-hold",
        "RL,,active",
        "UA,,revoked",
        "SC,CM,completed",
        "SC,HD,on-hold",
        "NW,CM,completed",
        "SC,ER,entered-in-error",
        "XO,,active",
        "NA,,active",
        "SC,,active",
        "UX,,active",
        "RP,,revoked"
    })
    void theStatusFollowsFromControlAndStatusOfTheFiller(String control, @Nullable String status, String expected) {
        send("NW", "", "20260301080000");
        send(control, status == null ? "" : status, "20260301090000");

        assertThat(order().at("/status").asText()).isEqualTo(expected);
    }

    @Test
    void anOlderChangeDoesNotOpenACompletedOrder() {
        send("SC", "CM", "20260301090000");
        send("NW", "", "20260301080000");

        assertThat(order().at("/status").asText()).isEqualTo("completed");
        assertThat(order().at("/authoredOn").asText()).isEqualTo("2026-03-01T08:00:00-05:00");
    }

    @Test
    void aRequestThatWasRefusedIsAFinding() {
        send("NW", "", "20260301080000");
        send("UC", "", "20260301090000");

        assertThat(chart.findings()).contains(new Finding("order-request-refused", "ORC-1"));
    }

    @Test
    void aReplacementNamesTheOrderItReplaces() {
        chart.receives(
                msh("OML^O21", "20260301080000"),
                PID,
                orc("RP", "P1^PLACER|", "", ""),
                obr("P1^PLACER|"),
                orc("RO", "P2^PLACER|", "", ""),
                obr("P2^PLACER|"));

        List<JsonNode> orders = chart.all(ResourceType.SERVICE_REQUEST);
        JsonNode old = orders.stream()
                .filter(order -> order.at("/status").asText().equals("revoked"))
                .findFirst()
                .orElseThrow();
        JsonNode fresh = orders.stream()
                .filter(order -> order.at("/status").asText().equals("active"))
                .findFirst()
                .orElseThrow();
        assertThat(fresh.at("/replaces/0/reference").asText())
                .isEqualTo("ServiceRequest/" + old.at("/id").asText());
    }

    @Test
    void aChildIsBasedOnItsParent() {
        send("NW", "", "20260301080000");
        String parent = order().at("/id").asText();
        chart.receives(
                msh("OML^O21", "20260301090000"),
                PID,
                "ORC|CH|P2^PLACER||||||P1&PLACER^F1&LAB|20260301090000",
                obr("P2^PLACER|"));

        assertThat(chart.all(ResourceType.SERVICE_REQUEST))
                .anySatisfy(order ->
                        assertThat(order.at("/basedOn/0/reference").asText()).isEqualTo("ServiceRequest/" + parent));
    }

    @Test
    void anOrderWithoutAnyNumberIsADeadLetterAndSoIsOneWithDataErrors() {
        assertThatThrownBy(() -> chart.receives(
                        msh("ORM^O01", "20260301080000"), PID, orc("NW", "|", "", ""), "OBR|1|||GLU^Glucose^L"))
                .isInstanceOfSatisfying(
                        Rejected.class, rejected -> assertThat(rejected.code()).isEqualTo("missing-order-number"));
        assertThatThrownBy(() -> send("DE", "", "20260301080000")).isInstanceOf(Rejected.class);
    }

    @Test
    void anOrderOfADrugIsLeftToThePharmacy() {
        chart.receives(msh("ORM^O01", "20260301080000"), PID, orc("NW", "P9^PLACER|", "", ""), "RXO|ASA^Aspirin^L");

        assertThat(chart.last().orElseThrow().exclusion()).contains("pharmacy");
    }

    @Test
    void notesAndReasonsAreKept() {
        chart.receives(
                msh("OMG^O19", "20260301080000"),
                PID,
                orc("NW", "P1^PLACER|", "", ""),
                obr("P1^PLACER|"),
                "NTE|1||first line",
                "NTE|2||second line",
                "DG1|1||I10^Hypertension^I10");

        assertThat(order().at("/note/0/text").asText()).isEqualTo("first line\nsecond line");
        assertThat(order().at("/reasonCode/0/coding/0/code").asText()).isEqualTo("I10");
    }

    @Test
    void aRowIsTheOrderOfItsMessages() {
        send("NW", "", "20260301080000");
        chart.reads(new Row(
                new Row.Columns(List.of(
                        "order_number", "filler_number", "patient_id", "code", "code_system", "status", "priority")),
                new String[] {"P1", "F1", "4711", "GLU", "L", "CM", "R"},
                Instant.parse("2026-03-02T00:00:00Z").toEpochMilli() * 1000));

        assertThat(order().at("/status").asText()).isEqualTo("completed");
        assertThat(order().at("/priority").asText()).isEqualTo("routine");
        assertThat(order().at("/identifier")).hasSize(2);
    }
}
