package io.caravan.map;

import static io.caravan.map.Lines.segment;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.caravan.fold.ResourceType;
import io.caravan.map.adt.AdtMapper;
import io.caravan.map.registry.Mappers;
import io.caravan.message.DataClass;
import io.caravan.message.Finding;
import io.caravan.message.SourceDeclaration.Conventions;
import io.caravan.message.SourceDeclaration.DeletedVisit;
import io.caravan.message.SourceDeclaration.ListMode;
import io.caravan.message.SourceDeclaration.TimeOffset;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Times of messages and rows as FHIR has them, in the zones of their sources. */
class SourceTimesTest {
    private static final DateTimeFormatter DTM = DateTimeFormatter.ofPattern("uuuuMMddHHmmss");
    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");

    private final Chart chart = chart(NEW_YORK, TimeOffset.FIELD_OFFSET);

    private static Chart chart(ZoneId zone, TimeOffset offsets) {
        MappingContext site = Chart.site(DataClass.ADT, "MR", zone);
        Conventions conventions =
                new Conventions(offsets, ListMode.ACTION, ListMode.SNAPSHOT, ListMode.SNAPSHOT, DeletedVisit.ERROR);
        return new Chart(
                new MappingContext(
                        site.source().but().conventions(conventions).build(), site.codes(), site.authorities()),
                new AdtMapper(),
                Mappers.rows(DataClass.ADT));
    }

    private static String[] admission(String sent, String admitted, String discharged) {
        return new String[] {
            "MSH|^~\\&|ADT|HOSP|CARAVAN|NEW|" + sent + "||ADT^A08|M1|P|2.5.1",
            "EVN|A08|" + sent,
            "PID|1||4711^^^MRN^MR",
            segment("PV1", 1, "1", 2, "I", 19, "V77^^^VISIT", 44, admitted, 45, discharged)
        };
    }

    private static String[] person(String at, String birth, String death) {
        return new String[] {
            "MSH|^~\\&|ADT|HOSP|CARAVAN|NEW|" + at + "||ADT^A31|M1|P|2.5.1",
            "EVN|A31|" + at,
            segment("PID", 1, "1", 3, "4711^^^MRN^MR", 7, birth, 29, death)
        };
    }

    private JsonNode period() {
        return chart.only(ResourceType.ENCOUNTER).at("/period");
    }

    private JsonNode patient() {
        return chart.only(ResourceType.PATIENT);
    }

    @DisplayName("§1.6 offset: the offset of the field wins, then what the source declares")
    @ParameterizedTest(name = "§1.6 offset: {0}, sent {1}, written {2}, is {3}")
    @CsvSource({
        "FIELD_OFFSET,20260701080000-0700,20260701060000+0200,2026-07-01T06:00:00+02:00",
        "FIELD_OFFSET,20260701080000-0700,20260701060000,2026-07-01T06:00:00-04:00",
        "MSH7_OFFSET,20260701080000-0700,20260701060000+0200,2026-07-01T06:00:00+02:00",
        "MSH7_OFFSET,20260701080000-0700,20260701060000,2026-07-01T06:00:00-07:00",
        "MSH7_OFFSET,20260701080000-0700,20260101060000,2026-01-01T06:00:00-05:00",
        "MSH7_OFFSET,20260701080000,20260701060000,2026-07-01T06:00:00-04:00",
        "SITE_ZONE,20260701080000-0700,20260701060000+0200,2026-07-01T06:00:00-04:00"
    })
    void theOffsetOfATime(TimeOffset offsets, String sent, String written, String expected) {
        Chart site = chart(NEW_YORK, offsets);
        site.receives(admission(sent, written, ""));

        assertThat(site.only(ResourceType.ENCOUNTER).at("/period/start").asText())
                .isEqualTo(expected);
    }

    @DisplayName("§1.6 precision: a time keeps its precision")
    @ParameterizedTest(name = "§1.6 precision: {0} is {1}")
    @CsvSource({
        "2026,2026",
        "202603,2026-03",
        "20260301,2026-03-01",
        "202603010830,2026-03-01T08:30:00-05:00",
        "20260301083015,2026-03-01T08:30:15-05:00",
        "20260301083015.25,2026-03-01T08:30:15.25-05:00"
    })
    void aTimeKeepsItsPrecision(String written, String expected) {
        chart.receives(admission("20260302080000", written, ""));

        assertThat(period().at("/start").asText()).isEqualTo(expected);
        assertThat(period().has("_start")).isFalse();
    }

    @Test
    @DisplayName("§1.6 precision: hours only are filled up, and keep their original text until somebody says more")
    void hoursKeepTheirOriginalText() {
        chart.receives(admission("20260302080000", "2026030108", ""));
        assertThat(period().at("/start").asText()).isEqualTo("2026-03-01T08:00:00-05:00");
        assertThat(period().at("/_start/extension/0/valueString").asText()).isEqualTo("2026030108");

        chart.receives(admission("20260303080000", "202603010815", ""));
        assertThat(period().at("/start").asText()).isEqualTo("2026-03-01T08:15:00-05:00");
        assertThat(period().has("_start")).isFalse();
    }

    @Test
    @DisplayName("§1.6 instant: a date only is no instant, and none is made of it")
    void aDateIsNoInstant() {
        SourceTimes times = new SourceTimes(NEW_YORK);

        assertThat(times.instant("20260301")).isEmpty();
        assertThat(times.instant("202603")).isEmpty();
        assertThat(times.instant("202603100230")).isNotEmpty();
        assertThat(times.instant("202603080230")).isEmpty();
        assertThat(times.instant("20260301083015")).isEqualTo("2026-03-01T08:30:15-05:00");
    }

    @DisplayName("§1.6 birth: a birth time is an extension, and the date is never shifted")
    @ParameterizedTest(name = "§1.6 birth: {0} in {1} is {2}, not shifted")
    @CsvSource({
        "19800301233000,America/New_York,1980-03-01,1980-03-01T23:30:00-05:00",
        "19800301001500,Asia/Tokyo,1980-03-01,1980-03-01T00:15:00+09:00",
        "198003012330+1400,America/New_York,1980-03-01,1980-03-01T23:30:00+14:00"
    })
    void aBirthTimeIsAnExtension(String written, String zone, String date, String time) {
        Chart site = chart(ZoneId.of(zone), TimeOffset.FIELD_OFFSET);
        site.receives(person("20260302080000", written, ""));

        JsonNode born = site.only(ResourceType.PATIENT);
        assertThat(born.at("/birthDate").asText()).isEqualTo(date);
        assertThat(born.at("/_birthDate/extension/0/url").asText()).endsWith("patient-birthTime");
        assertThat(born.at("/_birthDate/extension/0/valueDateTime").asText()).isEqualTo(time);
    }

    @Test
    @DisplayName("§1.6 gap: a time that the clocks skipped is a finding, and its text is kept until a real time comes")
    void aSkippedTimeKeepsItsText() {
        chart.receives(admission("20260309080000", "202603080230", ""));
        assertThat(period().has("start")).isFalse();
        assertThat(period().at("/_start/extension/0/valueString").asText()).isEqualTo("202603080230");
        assertThat(chart.findings()).containsExactly(new Finding("skipped-time", "PV1-44"));

        chart.receives(admission("20260310080000", "202603080330", ""));
        assertThat(period().at("/start").asText()).isEqualTo("2026-03-08T03:30:00-04:00");
        assertThat(period().has("_start")).isFalse();
    }

    @Test
    @DisplayName("§1.6 gap: the same of a column, and of a birth")
    void aSkippedTimeOfARow() {
        chart.reads(Rows.row(1_772_000_000L, "patient_id", "4711", "deceased_at", "2026-03-08T02:30:00"));
        assertThat(patient().has("deceasedDateTime")).isFalse();
        assertThat(patient().at("/_deceasedDateTime/extension/0/valueString").asText())
                .isEqualTo("2026-03-08T02:30:00");

        chart.receives(person("20260309080000", "20240310023000", ""));
        assertThat(patient().at("/birthDate").asText()).isEqualTo("2024-03-10");
        assertThat(patient().at("/_birthDate/extension/0/valueString").asText()).isEqualTo("20240310023000");
    }

    @Test
    @DisplayName("§1.6 overlap: a time that comes twice takes the earlier offset, with a finding and its text")
    void aTimeThatComesTwice() {
        chart.receives(admission("20261102080000", "202611010130", ""));

        assertThat(period().at("/start").asText()).isEqualTo("2026-11-01T01:30:00-04:00");
        assertThat(period().at("/_start/extension/0/valueString").asText()).isEqualTo("202611010130");
        assertThat(chart.findings()).containsExactly(new Finding("ambiguous-time", "PV1-44"));
    }

    @Test
    @DisplayName("§1.6 midnight: 0000 is the start of the given day")
    void midnightIsTheStartOfTheDay() {
        chart.receives(admission("20260302080000", "202603010000", ""));

        assertThat(period().at("/start").asText()).isEqualTo("2026-03-01T00:00:00-05:00");
    }

    @Test
    @DisplayName("§1.6 implausible: a birth in the future and a death before the birth are findings, and both are kept")
    void implausibleDates() {
        chart.receives(person("20260302080000", "20270101", ""));
        assertThat(chart.findings()).containsExactly(new Finding("birth-in-the-future", "PID-7"));
        assertThat(patient().at("/birthDate").asText()).isEqualTo("2027-01-01");

        chart.receives(person("20260301080000", "", "20250101"));
        assertThat(chart.contradictions()).containsExactly(new Finding("death-before-birth", "PID-29"));
        assertThat(patient().at("/deceasedDateTime").asText()).isEqualTo("2025-01-01");
    }

    @Test
    @DisplayName("§1.6 implausible: a birth of today is none, even where the day has not come yet")
    void aBirthOfTodayIsPlausible() {
        chart.receives(person("20260301233000", "20260302", ""));

        assertThat(chart.findings()).isEmpty();
    }

    @Provide
    Arbitrary<ZoneId> zones() {
        return Arbitraries.of(
                        "America/New_York",
                        "America/Phoenix",
                        "America/St_Johns",
                        "Europe/London",
                        "Europe/Berlin",
                        "Asia/Kathmandu",
                        "Asia/Tokyo",
                        "Australia/Lord_Howe",
                        "Pacific/Apia",
                        "Pacific/Kiritimati",
                        "UTC")
                .map(ZoneId::of);
    }

    /** Around the changes of the clocks, too: minutes are drawn from some fifty years. */
    @Property(tries = 2000)
    void aTimeIsWhatTheZoneSaysOrAFinding(
            @ForAll("zones") ZoneId zone, @ForAll @LongRange(min = 0, max = 26_000_000) long minutes) {
        LocalDateTime local = LocalDateTime.ofEpochSecond(minutes * 60, 0, ZoneOffset.UTC);
        Mapping mapping = new Mapping(Chart.site(DataClass.ADT, "MR", zone));
        TimeElement time = mapping.time(DTM.format(local), "PV1-44");
        List<Finding> findings = mapping.mapped().findings();
        List<ZoneOffset> offsets = zone.getRules().getValidOffsets(local);

        if (offsets.isEmpty()) {
            assertThat(time).isEqualTo(new TimeElement("", DTM.format(local)));
            assertThat(findings).containsExactly(new Finding("skipped-time", "PV1-44"));
        } else {
            OffsetDateTime read = OffsetDateTime.parse(time.value());
            assertThat(read.toLocalDateTime()).isEqualTo(local);
            assertThat(read.toInstant())
                    .isEqualTo(offsets.stream()
                            .map(offset -> local.toInstant(offset))
                            .min(java.util.Comparator.naturalOrder())
                            .orElseThrow());
            assertThat(findings).hasSize(offsets.size() - 1);
        }
    }

    /** Every hour around every change of the clocks of these years. */
    @Property(tries = 500)
    void theHoursAroundAChangeOfTheClocks(
            @ForAll("zones") ZoneId zone,
            @ForAll @LongRange(min = 1990, max = 2040) long year,
            @ForAll @LongRange(min = -180, max = 180) long minute) {
        var change = zone.getRules()
                .nextTransition(LocalDateTime.of((int) year, 1, 1, 0, 0).toInstant(ZoneOffset.UTC));
        if (change == null) {
            return;
        }
        aTimeIsWhatTheZoneSaysOrAFinding(
                zone, change.getDateTimeBefore().plusMinutes(minute).toEpochSecond(ZoneOffset.UTC) / 60);
    }
}
