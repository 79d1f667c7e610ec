package io.caravan.map.medications;

import static io.caravan.map.Lines.segment;
import static io.caravan.map.Rows.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.fhir.Decimals;
import io.caravan.fold.ResourceType;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.BigRange;
import net.jqwik.api.constraints.Scale;

/** A drug order's life, whatever order its messages and rows arrive in, and however often. */
class MedicationOrderPropertyTest {
    private static final long TEN = 1_772_377_200L;

    /** One record of a patient with two orders. */
    record Told(String what, String order, int minute, String dose, String unit, boolean detailed) {}

    @Property(tries = 500)
    @Label("§4.1 one, §4.2(2), §4.2(6), §4.2(7): the chart and what is raised do not depend on the order of arrival")
    void theChartDoesNotDependOnTheOrderOfArrival(@ForAll("lives") List<Told> life, @ForAll Random random) {
        List<Told> shuffled = new ArrayList<>(life);
        shuffled.addAll(life.subList(0, life.size() / 2));
        Collections.shuffle(shuffled, random);

        Pharmacy one = tell(life);
        Pharmacy other = tell(shuffled);
        assertThat(other.chart.texts()).isEqualTo(one.chart.texts());
        assertThat(sorted(other.contradictions())).isEqualTo(sorted(one.contradictions()));
    }

    @Property(tries = 500)
    @Label("§4.2(6), §2.2 terminal: the newest statement decides, and an end wins over a beginning of the same minute")
    void anEndedOrderIsNotActive(@ForAll("lives") List<Told> life) {
        Pharmacy pharmacy = tell(life);
        for (String order : List.of("P1", "P2")) {
            int ended = newest(life, order, "DC", "row stopped");
            int started = newest(life, order, "NW", "HD", "RL", "row active");
            if (ended >= 0 && ended >= started) {
                assertThat(pharmacy.order(order).at("/status").asText()).isEqualTo("stopped");
            }
        }
    }

    @Property(tries = 300)
    @Label("§4.2(3), §4.2(1): every decimal comes out as it went in, digit for digit")
    void decimalsRoundTrip(@ForAll @BigRange(min = "0.0001", max = "99999") @Scale(4) BigDecimal amount) {
        String source = amount.toPlainString();
        Pharmacy pharmacy = new Pharmacy();
        pharmacy.orders(Pharmacy.orc("NW", 1), Pharmacy.rxe(source, "mg"), Pharmacy.ORAL);

        assertThat(pharmacy.chart.texts()).contains("\"doseQuantity\":{\"value\":" + source + ",\"unit\":\"mg\"");
        assertThat(new BigDecimal(Decimals.plain(source))).isEqualByComparingTo(amount);
    }

    @Property(tries = 200)
    @Label("§4.2(8): the newest dose given is in the chart, whatever order the doses come in")
    void theNewestDoseIsThere(@ForAll("lives") List<Told> life) {
        Pharmacy pharmacy = tell(life);
        int newest = newest(life, "P1", "given");
        if (newest < 0) {
            return;
        }
        List<String> times = pharmacy.chart.all(ResourceType.MEDICATION_ADMINISTRATION).stream()
                .map(given -> given.at("/effectiveDateTime").asText())
                .toList();
        assertThat(times).contains(String.format("2026-03-01T10:%02d:00-05:00", newest));
    }

    private static List<String> sorted(List<String> codes) {
        return codes.stream().sorted().toList();
    }

    private static int newest(List<Told> life, String order, String... what) {
        return life.stream()
                .filter(told -> told.order().equals(order) && List.of(what).contains(told.what()))
                .mapToInt(Told::minute)
                .max()
                .orElse(-1);
    }

    private static Pharmacy tell(List<Told> life) {
        Pharmacy pharmacy = new Pharmacy();
        life.forEach(told -> tell(told, pharmacy));
        return pharmacy;
    }

    private static void tell(Told told, Pharmacy pharmacy) {
        String at = Pharmacy.at(told.minute());
        switch (told.what()) {
            case "row active" -> tellRow(told, "ACTIVE", pharmacy);
            case "row stopped" -> tellRow(told, "DC", pharmacy);
            case "given" ->
                pharmacy.sends(
                        "RAS^O17",
                        Pharmacy.orc("RE", told.order(), told.minute()),
                        segment(
                                "RXA",
                                1,
                                "0",
                                2,
                                "1",
                                3,
                                at,
                                4,
                                at,
                                5,
                                "1^D^L",
                                6,
                                told.dose(),
                                7,
                                told.unit(),
                                20,
                                "CP"));
            case "dispensed" ->
                pharmacy.sends(
                        "RDS^O13",
                        Pharmacy.orc("RE", told.order(), told.minute()),
                        segment("RXD", 1, "1", 2, "1^D^L", 3, at, 4, "10", 16, told.dose(), 17, told.unit()));
            case "ordered" ->
                pharmacy.sends(
                        "OMP^O09",
                        Pharmacy.orc("XO", told.order(), told.minute()),
                        segment("RXO", 1, "OXY10^Oxycodone^L", 2, told.dose(), 4, told.unit(), 5, "TAB^Tablet^L"));
            default -> pharmacy.orders(segments(told));
        }
    }

    private static String[] segments(Told told) {
        List<String> lines = new ArrayList<>();
        lines.add(Pharmacy.orc(told.what(), told.order(), told.minute()));
        lines.add(Pharmacy.rxe(told.dose(), told.unit()));
        if (told.detailed()) {
            lines.add("TQ1|1||BID|||3^D|" + Pharmacy.at(told.minute()));
            lines.add(told.minute() % 2 == 0 ? Pharmacy.ORAL : Pharmacy.INTRAVENOUS);
        }
        return lines.toArray(String[]::new);
    }

    private static void tellRow(Told told, String status, Pharmacy pharmacy) {
        pharmacy.chart.reads(row(
                TEN + told.minute() * 60L,
                "order_number",
                told.order(),
                "patient_id",
                "4711",
                "drug_code",
                "1049502",
                "drug_system",
                "RXNORM",
                "dose",
                told.dose(),
                "dose_unit",
                told.unit(),
                "route",
                told.detailed() ? "PO" : null,
                "status",
                status,
                "last_given_at",
                told.detailed() ? "2026-03-01T10:07:00" : null));
    }

    @Provide
    Arbitrary<List<Told>> lives() {
        return Combinators.combine(
                        Arbitraries.of(
                                "NW",
                                "XO",
                                "HD",
                                "RL",
                                "DC",
                                "ordered",
                                "row active",
                                "row stopped",
                                "given",
                                "dispensed"),
                        Arbitraries.of("P1", "P2"),
                        Arbitraries.integers().between(0, 9),
                        Arbitraries.of("5", "50", "0.5", "7"),
                        Arbitraries.of("mg", "mcg", "tablet"),
                        Arbitraries.of(true, false))
                .as(Told::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(8);
    }
}
