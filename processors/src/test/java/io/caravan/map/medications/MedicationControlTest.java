package io.caravan.map.medications;

import static io.caravan.map.Lines.segment;
import static io.caravan.map.medications.Pharmacy.ORAL;
import static io.caravan.map.medications.Pharmacy.at;
import static io.caravan.map.medications.Pharmacy.orc;
import static io.caravan.map.medications.Pharmacy.rxe;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.caravan.fold.ResourceType;
import io.caravan.message.Finding;
import io.caravan.message.Rejected;
import io.caravan.message.SourceDeclaration.CancelRequest;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What order control and order status make of a MedicationRequest: clinical rules §2.2, its column. */
class MedicationControlTest {
    private final Pharmacy pharmacy = new Pharmacy();

    private String statusAfter(String control) {
        pharmacy.orders(orc("NW", 1), rxe("5", "mg"), ORAL);
        pharmacy.orders(orc(control, 2), rxe("5", "mg"), ORAL);
        return pharmacy.order().at("/status").asText();
    }

    @ParameterizedTest
    @ValueSource(strings = {"NW", "OK", "OE", "OF"})
    @DisplayName("§2.2 NW: a new, accepted or released prescription is active")
    void newOnesAreActive(String control) {
        pharmacy.orders(orc(control, 1), rxe("5", "mg"), ORAL);

        assertThat(pharmacy.order().at("/status").asText()).isEqualTo("active");
    }

    @Test
    @DisplayName("§2.2 NW: RE implies that a prescription runs, and changes nothing of an ended one, however new it is")
    void observationsToFollowChangeNothing() {
        pharmacy.orders(orc("RE", 9), rxe("5", "mg"), ORAL);
        assertThat(pharmacy.order().at("/status").asText()).isEqualTo("active");
        pharmacy.orders(orc("DC", 2), rxe("5", "mg"), ORAL);

        assertThat(pharmacy.order().at("/status").asText()).isEqualTo("stopped");
    }

    @ParameterizedTest
    @ValueSource(strings = {"XO", "XX", "XR"})
    @DisplayName("§2.2 XO: a change is of the same prescription and not of its status")
    void changesKeepTheStatus(String control) {
        pharmacy.orders(orc("HD", 1), rxe("5", "mg"), ORAL);
        pharmacy.orders(orc(control, 2), rxe("6", "mg"), ORAL);

        assertThat(pharmacy.order().at("/status").asText()).isEqualTo("on-hold");
        assertThat(pharmacy.dosage().at("/doseAndRate/0/doseQuantity/value").asText())
                .isEqualTo("6");
    }

    @ParameterizedTest
    @CsvSource({"SC,CM,completed", "SC,HD,on-hold", "SC,'',active", "SS,DC,stopped", "SR,IP,active", "SS,'',active"})
    @DisplayName("§2.2 SC, §2.2 SS: the status is that of ORC-5 only")
    void statusChangedIsOrc5(String control, String orderStatus, String status) {
        pharmacy.orders(orc("NW", 1), rxe("5", "mg"), ORAL);
        pharmacy.orders(segment("ORC", 1, control, 2, "P1^PLACER", 5, orderStatus, 9, at(2)));

        assertThat(pharmacy.order().at("/status").asText()).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({
        "CA,cancelled",
        "CM,completed",
        "DC,stopped",
        "ER,entered-in-error",
        "HD,on-hold",
        "IP,active",
        "RP,stopped",
        "SC,active",
        "A,active"
    })
    @DisplayName("§2.2 ORC-5, §2.2 table: ORC-5 decides where it is valued, and each of its codes has its status")
    void orc5Decides(String orderStatus, String status) {
        pharmacy.orders(segment("ORC", 1, "NW", 2, "P1^PLACER", 5, orderStatus, 9, at(1)), rxe("5", "mg"), ORAL);

        assertThat(pharmacy.order().at("/status").asText()).isEqualTo(status);
    }

    @Test
    @DisplayName("§2.2 CA: a cancel request ends a prescription where the source declares it final, else it is raised")
    void cancelAsDeclared() {
        assertThat(statusAfter("CA")).isEqualTo("cancelled");

        Pharmacy asking = new Pharmacy(CancelRequest.REQUEST_ONLY);
        asking.orders(orc("NW", 1), rxe("5", "mg"), ORAL).orders(orc("CA", 2), rxe("5", "mg"), ORAL);
        assertThat(asking.order().at("/status").asText()).isEqualTo("active");
        assertThat(asking.chart.findings()).contains(new Finding("cancel-requested", "ORC-1"));
        asking.orders(orc("CR", 3), rxe("5", "mg"), ORAL);
        assertThat(asking.order().at("/status").asText()).isEqualTo("cancelled");
    }

    @ParameterizedTest
    @CsvSource({"CR,cancelled", "OC,cancelled", "DF,active"})
    @DisplayName("§2.2 CR: cancelled as requested ends a prescription; a denied refill changes nothing of it")
    void cancelledAsRequested(String control, String status) {
        assertThat(statusAfter(control)).isEqualTo(status);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UC", "UD", "UH", "UM", "UR", "UX"})
    @DisplayName("§2.2 UC: what could not be done changes nothing and is raised")
    void refusalsChangeNothing(String control) {
        assertThat(statusAfter(control)).isEqualTo("active");
        assertThat(pharmacy.chart.findings()).contains(new Finding("order-action-refused", "ORC-1"));
    }

    @ParameterizedTest
    @CsvSource({"DC,stopped", "DR,stopped", "OD,stopped"})
    @DisplayName("§2.2 DC: a discontinued prescription is stopped")
    void discontinued(String control, String status) {
        assertThat(statusAfter(control)).isEqualTo(status);
    }

    @ParameterizedTest
    @ValueSource(strings = {"HD", "HR", "OH"})
    @DisplayName("§2.2 HD, §2.2 RL: on hold, and active again when released")
    void holdAndRelease(String control) {
        assertThat(statusAfter(control)).isEqualTo("on-hold");
        pharmacy.orders(orc(control.equals("OH") ? "OR" : "RL", 3), rxe("5", "mg"), ORAL);
        assertThat(pharmacy.order().at("/status").asText()).isEqualTo("active");
    }

    @ParameterizedTest
    @CsvSource({"RP,stopped", "RU,stopped", "RQ,stopped"})
    @DisplayName("§2.2 RP: a replaced prescription is stopped")
    void replacedIsStopped(String control, String status) {
        assertThat(statusAfter(control)).isEqualTo(status);
    }

    @Test
    @DisplayName("§2.2 RO: several prescriptions replace several, and no reference is lost")
    void severalReplaceSeveral() {
        pharmacy.orders(
                orc("RP", "A1", 1),
                rxe("5", "mg"),
                ORAL,
                orc("RP", "A2", 1),
                rxe("6", "mg"),
                ORAL,
                orc("RO", "B1", 1),
                rxe("7", "mg"),
                ORAL,
                orc("RO", "B2", 1),
                rxe("8", "mg"),
                ORAL,
                orc("RP", "A3", 1),
                rxe("9", "mg"),
                ORAL,
                orc("RO", "B3", 1),
                rxe("1", "mg"),
                ORAL);

        for (String number : new String[] {"B1", "B2"}) {
            JsonNode order = pharmacy.order(number);
            assertThat(order.at("/status").asText()).isEqualTo("active");
            assertThat(order.findValuesAsText("reference")).contains(reference("A1"), reference("A2"));
            assertThat(order.at("/priorPrescription/reference").asText()).isIn(reference("A1"), reference("A2"));
            assertThat(order.at("/extension")).hasSize(1);
        }
        assertThat(pharmacy.order("A1").at("/status").asText()).isEqualTo("stopped");
        assertThat(pharmacy.order("B3").at("/priorPrescription/reference").asText())
                .isEqualTo(reference("A3"));
        assertThat(pharmacy.order("B3").has("extension")).isFalse();
    }

    private String reference(String placer) {
        return "MedicationRequest/" + pharmacy.order(placer).at("/id").asText();
    }

    @Test
    @DisplayName("§2.2 UA: unable to accept cancels, with the reason")
    void unableToAccept() {
        pharmacy.orders(orc("NW", 1), rxe("5", "mg"), ORAL);
        pharmacy.orders(segment("ORC", 1, "UA", 2, "P1^PLACER", 9, at(2), 16, "NOSTOCK^Out of stock^L"));

        assertThat(pharmacy.order().at("/status").asText()).isEqualTo("cancelled");
        assertThat(pharmacy.order().at("/statusReason/coding/0/code").asText()).isEqualTo("NOSTOCK");
    }

    @Test
    @DisplayName("§2.2 PA: a child is based on its parent, by the numbers of ORC-8")
    void aChildIsBasedOnItsParent() {
        pharmacy.orders(orc("PA", "P1", 1), rxe("5", "mg"), ORAL);
        pharmacy.orders(
                segment("ORC", 1, "CH", 2, "P1-1^PLACER", 8, "P1&PLACER^F1&LAB", 9, at(2)), rxe("5", "mg"), ORAL);

        assertThat(pharmacy.order("P1-1").at("/basedOn/0/reference").asText()).isEqualTo(reference("P1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"SN", "NA"})
    @DisplayName("§2.2 SN: a number is added, and no status")
    void aNumberIsAdded(String control) {
        pharmacy.orders(orc("NW", 1), rxe("5", "mg"), ORAL);
        pharmacy.orders(segment("ORC", 1, control, 2, "P1^PLACER", 3, "F1^LAB", 9, at(2)));

        assertThat(pharmacy.order().at("/identifier").findValuesAsText("value")).contains("P1", "F1");
        assertThat(pharmacy.order().at("/status").asText()).isEqualTo("active");
    }

    @Test
    @DisplayName("§2.2 DE: data errors are a dead letter")
    void dataErrors() {
        assertThatThrownBy(() -> pharmacy.orders(orc("DE", 1), rxe("5", "mg"), ORAL))
                .isInstanceOfSatisfying(
                        Rejected.class, e -> assertThat(e.code()).isEqualTo("order-with-data-errors"));
    }

    @Test
    @DisplayName("§2.2 terminal: a stopped prescription is not started by a statement of the same time or an older one")
    void endedOnesStayEnded() {
        pharmacy.orders(orc("DC", 5), rxe("5", "mg"), ORAL);
        pharmacy.orders(orc("NW", 5), rxe("5", "mg"), ORAL);
        pharmacy.orders(orc("RL", 4), rxe("5", "mg"), ORAL);
        pharmacy.orders(orc("XO", 6), rxe("6", "mg"), ORAL);

        assertThat(pharmacy.order().at("/status").asText()).isEqualTo("stopped");
    }

    @ParameterizedTest
    @CsvSource({"S,stat", "A,asap", "R,routine"})
    @DisplayName("§2.2 priority: S, A and R are coded")
    void codedPriorities(String code, String priority) {
        pharmacy.orders(orc("NW", 1), rxe("5", "mg"), "TQ1|1||||||||" + code, ORAL);

        assertThat(pharmacy.order().at("/priority").asText()).isEqualTo(priority);
    }

    @Test
    @DisplayName("§2.2 priority: another is kept as the original")
    void otherPriorities() {
        pharmacy.orders(orc("NW", 1), rxe("5", "mg"), "TQ1|1||||||||TM30", ORAL);

        assertThat(pharmacy.order().has("priority")).isFalse();
        assertThat(pharmacy.order().at("/extension/0/valueString").asText()).isEqualTo("TM30");
    }

    @Test
    @DisplayName("§2.2 requester: ORC-12, else the prescriber of RXE-13")
    void requester() {
        pharmacy.orders(orc("NW", 1), segment("RXE", 2, "1^D^L", 3, "5", 5, "mg", 13, "D13^DEA^ANN"), ORAL);
        assertThat(pharmacy.order().at("/requester/identifier/value").asText()).isEqualTo("D13");
        pharmacy.orders(segment("ORC", 1, "XO", 2, "P1^PLACER", 9, at(2), 12, "D12^HOUSE^JO"), rxe("5", "mg"), ORAL);
        assertThat(pharmacy.order().at("/requester/identifier/value").asText()).isEqualTo("D12");
    }

    @Test
    @DisplayName("§2.2 RXO, §4.1 one: ORM^O01 with RXO is a prescription")
    void ormWithRxo() {
        pharmacy.sends("ORM^O01", orc("NW", 1), segment("RXO", 1, "OXY10^Oxycodone^L", 2, "10", 4, "mg"), ORAL);

        assertThat(pharmacy.chart.all(ResourceType.SERVICE_REQUEST)).isEmpty();
        assertThat(pharmacy.order().at("/status").asText()).isEqualTo("active");
    }
}
