package io.caravan.map;

import static io.caravan.map.Lines.segment;
import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.fold.ResourceType;
import io.caravan.fold.Version;
import io.caravan.hl7.Hl7Message;
import io.caravan.map.adt.AdtMapper;
import io.caravan.map.registry.Mappers;
import io.caravan.message.DataClass;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When an admission message was decided, against others. */
class AdtVersionsTest {

    private static String[] lines(String recorded, String sent, String sequence, String family) {
        return new String[] {
            "MSH|^~\\&|ADT|HOSP|CARAVAN|NEW|" + sent + "||ADT^A31|M1|P|2.5.1|" + sequence,
            "EVN|A31|" + recorded,
            "PID|1||4711^^^MRN^MR||" + family
        };
    }

    private static Version version(String recorded, String sent, String sequence, String family) {
        Hl7Message message = Hl7Message.read(String.join("\r", lines(recorded, sent, sequence, family)));
        return Versions.ofAdt(message, new Mapping(Chart.site(DataClass.ADT), message));
    }

    private static Version version(String recorded, String sent) {
        return version(recorded, sent, "", "MILLER");
    }

    @Test
    @DisplayName("§1.4 adt: EVN-2 decides, not when it was sent, nor when it happened")
    void theTimeOfRecordingDecides() {
        assertThat(version("20260302080000", "20260302080000"))
                .isGreaterThan(version("20260301080000", "20260305080000"));
        assertThat(version("", "20260303080000")).isGreaterThan(version("20260302080000", "20260305080000"));

        Chart chart = new Chart(Chart.site(DataClass.ADT), new AdtMapper(), Mappers.rows(DataClass.ADT));
        String transfer = "PV1|1|I|%s" + "|".repeat(16) + "V77^^^VISIT";
        chart.receives(
                "MSH|^~\\&|ADT|HOSP|C|N|20260303080000||ADT^A02|M1|P|2.5.1",
                "EVN|A02|20260303080000||||20260301080000",
                "PID|1||4711^^^MRN^MR",
                transfer.formatted("LATE^^^H"));
        chart.receives(
                "MSH|^~\\&|ADT|HOSP|C|N|20260302080000||ADT^A02|M2|P|2.5.1",
                "EVN|A02|20260302080000",
                "PID|1||4711^^^MRN^MR",
                transfer.formatted("EARLY^^^H"));
        assertThat(chart.only(ResourceType.ENCOUNTER)
                        .at("/location/1/location/display")
                        .asText())
                .isEqualTo("LATE");
        assertThat(chart.only(ResourceType.ENCOUNTER).at("/location/1/status").asText())
                .isEqualTo("active");
    }

    @DisplayName("§1.4 precision: a coarser time that is a prefix of the other is a tie, not older")
    @ParameterizedTest(name = "§1.4 precision: {0} sent {1} is older than {2} sent {3}")
    @CsvSource({
        "202603010800,20260301080020,20260301080030,20260301080031",
        "20260301080010,20260301080011,202603010800,20260301080020",
        "20260301,20260301080000,20260301090000,20260301090000",
        "20260301080000,20260301080000,20260301,20260301090000",
        "202603010800,20260301080500,202603010801,20260301080100"
    })
    void aCoarserTimeIsATieWithinItself(String older, String olderSent, String newer, String newerSent) {
        assertThat(version(older, olderSent)).isLessThan(version(newer, newerSent));
    }

    @Test
    @DisplayName("§1.4 ties: equal times are decided by MSH-7, then MSH-13, then the content, and never by arrival")
    void equalTimesAreDecided() {
        String at = "20260301080000";
        assertThat(version(at, "20260301080005")).isGreaterThan(version(at, "20260301080004"));
        assertThat(version(at, at, "12", "A")).isGreaterThan(version(at, at, "11", "B"));
        assertThat(version(at, at, "-1", "A")).isNotEqualTo(version(at, at, "-1", "B"));
        assertThat(version(at, at, "7", "A")).isEqualTo(version(at, at, "7", "A"));
    }

    @Test
    @DisplayName("§1.4 rows: a row is as old as its version column says")
    void aRowIsAsOldAsItsVersion() {
        assertThat(Versions.ofRow(Rows.row(1_772_000_000L, "patient_id", "4711"))
                        .micros())
                .isEqualTo(1_772_000_000_000_000L);
        assertThat(Versions.ofRow(Rows.row(1_772_366_400L, "patient_id", "4711")))
                .isLessThan(version("20260301070000", "20260301070000"));
    }

    @Test
    @DisplayName("§1.4 orders: orders are as old as ORC-9 says, else as MSH-7 does")
    void anOrderIsAsOldAsOrc9() {
        Hl7Message message = Hl7Message.read("MSH|^~\\&|A|B|C|D|20260302080000||ORM^O01|1|P|2.5.1\r"
                + "ORC|NW|1||||||||\rORC|NW|2|||||||20260301080000");
        Mapping mapping = new Mapping(Chart.site(DataClass.ORDERS), message);

        assertThat(Versions.ofOrder(message, message.all("ORC").get(0), mapping).micros())
                .isEqualTo(mapping.times().micros("20260302080000").orElseThrow());
        assertThat(Versions.ofOrder(message, message.all("ORC").get(1), mapping).micros())
                .isEqualTo(mapping.times().micros("20260301080000").orElseThrow());
    }

    @Test
    @DisplayName("§1.4 administrations: RXA-22 decides, else RXA-3, else MSH-7")
    void anAdministrationIsAsOldAsRxa22() {
        assertThat(doseOf(rxa("5", "20260301120500"), rxa("7", "20260301120000")))
                .isEqualTo("5");
        assertThat(doseOf(rxa("7", "20260301120000"), rxa("5", "20260301120500")))
                .isEqualTo("5");
        assertThat(doseOf(rxa("7", ""), rxa("5", "20260301113100"))).isEqualTo("5");
    }

    private static String rxa(String dose, String entered) {
        return segment(
                "RXA",
                1,
                0,
                2,
                1,
                3,
                "202603011130",
                5,
                "1049502^Oxycodone^RXNORM",
                6,
                dose,
                7,
                "mg",
                20,
                "CP",
                22,
                entered);
    }

    private static String doseOf(String... administrations) {
        Chart chart = new Chart(
                Chart.site(DataClass.MEDICATIONS),
                Mappers.messages(DataClass.MEDICATIONS),
                Mappers.rows(DataClass.MEDICATIONS));
        for (String rxa : administrations) {
            chart.receives(
                    "MSH|^~\\&|PH|HOSP|CARAVAN|NEW|20260301130000||RAS^O17|M1|P|2.5.1",
                    "PID|1||4711^^^MRN^MR",
                    "ORC|RE|P1^PLACER|F1^LAB",
                    rxa,
                    "RXR|PO");
        }
        return chart.only(ResourceType.MEDICATION_ADMINISTRATION)
                .at("/dosage/dose/value")
                .asText();
    }

    @Test
    @DisplayName("§1.4 authority: what another source says is never compared with what the owner says, however new")
    void versionsAreComparedWithinAnAuthority() {
        assertThat(version("20200301080000", "20200301080000"))
                .isGreaterThan(version("20260301080000", "20260301080000").withRank(Version.FILLER));
    }

    @Provide
    Arbitrary<Version> versions() {
        Arbitrary<String> time = Arbitraries.of(
                "2026",
                "20260301",
                "2026030108",
                "202603010800",
                "20260301080000",
                "20260301080010",
                "20260301080010.5",
                "");
        return Combinators.combine(time, time, Arbitraries.of("", "1", "2"), Arbitraries.of("A", "B"))
                .as(AdtVersionsTest::version);
    }

    @Property
    void theOrderIsTotal(
            @ForAll("versions") Version first, @ForAll("versions") Version second, @ForAll("versions") Version third) {
        List<Version> sorted = new ArrayList<>(List.of(first, second, third));
        sorted.sort(Version::compareTo);
        List<Version> other = new ArrayList<>(List.of(third, first, second));
        other.sort(Version::compareTo);

        assertThat(other).isEqualTo(sorted);
        assertThat(Integer.signum(first.compareTo(second))).isEqualTo(-Integer.signum(second.compareTo(first)));
    }
}
