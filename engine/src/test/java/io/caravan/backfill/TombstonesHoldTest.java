package io.caravan.backfill;

import static io.caravan.backfill.ConvergenceFixture.msh;
import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.backfill.Backfill.Order;
import io.caravan.fold.ResourceType;
import io.caravan.message.DataClass;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the feed has ended does not come back with the old row of it, whichever comes first. */
class TombstonesHoldTest {
    private static final String ROW_AT = "'20260301120000' as version";
    private static final String ENDED_AT = "20260302120000";
    private static final String PID = "PID|1||M1^^^HOSP^MR||FED^ANY||19500102";

    @TempDir
    Path folder;

    private ConvergenceFixture hospital;

    @BeforeEach
    void aHospital() {
        hospital = new ConvergenceFixture(LegacyHospital.onPostgres(), folder);
    }

    @AfterEach
    void close() {
        hospital.close();
    }

    /** The old row before the message that ends it, and again after it. */
    private void row(DataClass dataClass, String columns, String... ending) {
        String sql = "select 1 as id, 'M1' as patient_id, " + columns + ", " + ROW_AT;
        hospital.open(
                ConvergenceFixture.atOnce(), ConvergenceFixture.select(dataClass, sql, "id", Optional.of("version")));
        hospital.attach(dataClass);
        hospital.message(dataClass, ending);
        hospital.run(dataClass, Order.ALL);
        String first = String.join("\n", hospital.target().values());
        hospital.message(dataClass, ending);
        hospital.run(dataClass, Order.ALL);
        assertThat(String.join("\n", hospital.target().values())).isEqualTo(first);
    }

    private String only(ResourceType type) {
        return hospital.target().entrySet().stream()
                .filter(one -> one.getKey().startsWith(type + "/"))
                .map(java.util.Map.Entry::getValue)
                .reduce("", String::concat);
    }

    @Test
    @DisplayName("§6.3(8): a patient deleted by A29 is not brought back by its row")
    void aDeletedPatient() {
        row(
                DataClass.ADT,
                "'ROW' as family_name, false as deleted",
                msh("ADT^A29", ENDED_AT),
                "EVN|A29|" + ENDED_AT,
                PID,
                "PV1|1|N");

        assertThat(only(ResourceType.PATIENT)).contains("\"active\":false");
    }

    @Test
    @DisplayName("§6.3(8): a visit deleted by A23 is not brought back by its row")
    void aDeletedVisit() {
        row(
                DataClass.ADT,
                "'V1' as visit_number, 'I' as patient_class",
                msh("ADT^A23", ENDED_AT),
                "EVN|A23|" + ENDED_AT,
                PID,
                "PV1|1|I|||||||||||||||||V1^^^HOSP");

        assertThat(only(ResourceType.ENCOUNTER)).contains("\"status\":\"entered-in-error\"");
    }

    @Test
    @DisplayName("§6.3(8): an allergy deleted by IAM-6 D is not brought back by its row")
    void aDeletedAllergy() {
        row(
                DataClass.ADT,
                "'NUTS' as allergy_name",
                msh("ADT^A08", ENDED_AT),
                "EVN|A08|" + ENDED_AT,
                PID,
                "PV1|1|N",
                "IAM|1|DA|^NUTS|SV||D");

        assertThat(only(ResourceType.ALLERGY_INTOLERANCE))
                .contains("\"entered-in-error\"")
                .doesNotContain("clinicalStatus");
    }

    @Test
    @DisplayName("§6.3(8): a patient merged away is not brought back by its row")
    void aSubsumedPatient() {
        row(
                DataClass.ADT,
                "'ROW' as family_name",
                msh("ADT^A40", ENDED_AT),
                "EVN|A40|" + ENDED_AT,
                "PID|1||M2^^^HOSP^MR||SURVIVOR^ANY",
                "MRG|M1^^^HOSP^MR");

        assertThat(hospital.target().values())
                .anyMatch(json -> json.contains("\"replaced-by\"") && json.contains("\"active\":false"))
                .anyMatch(json -> json.contains("SURVIVOR") && json.contains("\"active\":true"));
    }

    @Test
    @DisplayName("§6.3(8): results deleted by OBX-11 D or withdrawn by W are not brought back by their rows")
    void deletedResults() {
        for (String code : new String[] {"D", "W"}) {
            row(
                    DataClass.LABS,
                    "'F" + code
                            + "' as filler_number, 'GLU' as report_code, 'GLU' as test_code, '5' as value, 'F' as status",
                    msh("ORU^R01", ENDED_AT),
                    PID,
                    "OBR|1||F" + code + "^HOSP|GLU^Glucose^L|||20260301|||||||||||||||" + ENDED_AT + "|||F",
                    "OBX|1|NM|GLU^Glucose^L||5|mmol/L|||||" + code);
        }

        assertThat(hospital.target().entrySet().stream()
                        .filter(one -> one.getKey().startsWith("OBSERVATION/"))
                        .map(java.util.Map.Entry::getValue))
                .isNotEmpty()
                .allMatch(json -> json.contains("\"status\":\"entered-in-error\""));
    }

    @Test
    @DisplayName("§6.3(8): an order that the feed has voided is not brought back by its row")
    void aVoidedOrder() {
        row(
                DataClass.ORDERS,
                "'P1' as order_number, 'GLU' as code, 'A' as status",
                msh("ORM^O01", ENDED_AT),
                PID,
                "ORC|OC|P1^HOSP|||CA||||" + ENDED_AT,
                "OBR|1|P1^HOSP||GLU^Glucose^L");

        assertThat(only(ResourceType.SERVICE_REQUEST)).contains("\"status\":\"revoked\"");
    }

    @Test
    @DisplayName("§6.3(8): a prescription that the feed has stopped is not brought back by its row")
    void aStoppedPrescription() {
        row(
                DataClass.MEDICATIONS,
                "'P1' as order_number, 'ASA' as drug_code, 'active' as status",
                msh("OMP^O09", ENDED_AT),
                PID,
                "ORC|DC|P1^HOSP|||DC||||" + ENDED_AT,
                "RXO|ASA^Aspirin^L|100||mg^^UCUM");

        assertThat(only(ResourceType.MEDICATION_REQUEST)).contains("\"status\":\"stopped\"");
    }
}
