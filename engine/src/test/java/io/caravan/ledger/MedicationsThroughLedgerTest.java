package io.caravan.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.codes.Authorities;
import io.caravan.codes.CodeMaps;
import io.caravan.fhir.FhirRendering;
import io.caravan.fold.ResourceType;
import io.caravan.hl7.Hl7Message;
import io.caravan.map.Mapped;
import io.caravan.map.MappingContext;
import io.caravan.map.Row;
import io.caravan.map.registry.ClinicalRules;
import io.caravan.map.registry.Mappers;
import io.caravan.message.DataClass;
import io.caravan.message.SourceDeclaration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Drug orders through the real ledger: what is raised is the same whatever order they come in, and stands once. */
class MedicationsThroughLedgerTest {
    private static final Mapped FIRST = order("NW", "P1", "00", "5");
    private static final Mapped TENFOLD = order("XO", "P1", "01", "50");
    private static final Mapped SECOND = order("NW", "P2", "02", "50");
    private static final Mapped THIRD = order("NW", "P3", "03", "50");
    private static final List<Mapped> RECORDS = List.of(FIRST, TENFOLD, SECOND, THIRD, row("P4"));

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    @DisplayName("§4.2(2), §4.2(7): the ledger raises a slipped dose, and each pair of active orders of one drug, once")
    void whatIsRaisedDoesNotDependOnTheOrder(long seed) {
        List<Mapped> shuffled = new ArrayList<>(RECORDS);
        shuffled.addAll(RECORDS.subList(0, 3));
        Collections.shuffle(shuffled, new Random(seed));
        try (LedgerFixture ledger = ledger()) {
            shuffled.forEach(ledger::apply);

            assertThat(raised(ledger, "dose-changed-tenfold")).isEqualTo(1);
            assertThat(raised(ledger, "duplicate-active-order")).isEqualTo(6);
        }
    }

    @Test
    @DisplayName("§4.2(7): a page of rows raises the same, and the list that shows it is not in the target")
    void aPageRaisesTheSame() {
        try (LedgerFixture ledger = ledger()) {
            ledger.ledger.apply(LedgerFixture.page(1, RECORDS.toArray(Mapped[]::new)));

            assertThat(raised(ledger, "dose-changed-tenfold")).isEqualTo(1);
            assertThat(raised(ledger, "duplicate-active-order")).isEqualTo(6);
            assertThat(ledger.number(
                            "select count(*) from resource where type = " + ResourceType.MEDICATION_LIST.ordinal()))
                    .isEqualTo(1);
            assertThat(ledger.store.digest("salt").counts()).doesNotContainKey(ResourceType.MEDICATION_LIST);
        }
    }

    private static long raised(LedgerFixture ledger, String code) {
        return ledger.number("select count(*) from finding where code = '" + code + "'");
    }

    private static LedgerFixture ledger() {
        ClinicalRules rules = new ClinicalRules();
        return new LedgerFixture(Map.of(), new Rules(new FhirRendering(rules), rules));
    }

    private static Mapped order(String control, String placer, String minute, String dose) {
        String at = "2026030110" + minute;
        String message = String.join(
                "\r",
                "MSH|^~\\&|CPOE|HOSP|CARAVAN|NEW|" + at + "||RDE^O11|" + at + "|P|2.5.1",
                "PID|1||1^^^MRN^MR||MILLER^ANN||19750301|F",
                "ORC|" + control + "|" + placer + "^PLACER|||||||" + at,
                "RXE||1049502^Oxycodone^RXNORM|" + dose + "||mg",
                "RXR|PO");
        return Mappers.messages(DataClass.MEDICATIONS).map(Hl7Message.read(message), context());
    }

    private static Mapped row(String order) {
        Row.Columns columns =
                new Row.Columns(List.of("order_number", "patient_id", "drug_code", "drug_system", "route", "status"));
        Row row = new Row(
                columns, new String[] {order, "1", "1049502", "RXNORM", "PO", "ACTIVE"}, 1_772_377_200_000_000L);
        return Mappers.rows(DataClass.MEDICATIONS).map(row, context());
    }

    private static MappingContext context() {
        SourceDeclaration source = SourceDeclaration.of("pharmacy", DataClass.MEDICATIONS)
                .zone(ZoneId.of("America/New_York"))
                .authorities(new SourceDeclaration.Authorities("MRN", "", "PLACER", ""))
                .build();
        Authorities authorities = new Authorities(Map.of("MRN", "urn:test:mrn", "PLACER", "urn:test:placer"));
        return new MappingContext(source, CodeMaps.empty(), authorities);
    }
}
