package io.caravan;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The package table of ARCHITECTURE.md. A package uses the JDK, libraries, itself, and what stands in its row. */
class ArchitectureTest {
    private static final JavaClasses CARAVAN = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.caravan");

    /** Sample data and real servers for tests: beside the product, not of it. */
    private static final Set<String> BESIDE = Set.of("hospital", "testkit");

    private static final String KNOWLEDGE = "message fold codes hl7 fhir map";

    /** Packages by their first name below io.caravan. */
    private static final Map<String, String> MAY_USE = new TreeMap<>(Map.ofEntries(
            Map.entry("message", ""),
            Map.entry("fold", "message"),
            Map.entry("codes", "message"),
            Map.entry("hl7", "message"),
            Map.entry("fhir", "message fold codes hl7"),
            Map.entry("map", "message fold codes hl7 fhir"),
            Map.entry("crypto", ""),
            Map.entry("sql", ""),
            Map.entry("audit", "sql"),
            Map.entry("request", "crypto sql"),
            Map.entry("glass", "message sql alert"),
            Map.entry("target", "fold crypto"),
            Map.entry("balance", "message crypto sql ledger"),
            Map.entry("finding", "message sql"),
            Map.entry("alert", "message crypto sql"),
            Map.entry("deadletter", "message hl7 alert journal dispatch ledger crypto sql balance"),
            Map.entry("journal", "message crypto sql alert balance ledger deadletter"),
            Map.entry("dispatch", "message journal sql retry"),
            Map.entry("ledger", KNOWLEDGE + " crypto sql target balance finding deadletter retry throttle"),
            Map.entry("window", "message sql audit alert"),
            Map.entry("throttle", "message window"),
            Map.entry("replay", "message crypto fold alert deadletter ledger target window throttle audit sql"),
            Map.entry("backfill", KNOWLEDGE + " ledger deadletter crypto sql balance window throttle"),
            Map.entry("forecast", "message window backfill replay sql"),
            Map.entry("retry", "message sql"),
            Map.entry("sequence", "message journal dispatch deadletter sql"),
            Map.entry("pause", "message journal dispatch deadletter alert audit sql"),
            Map.entry("mllp", "message hl7"),
            Map.entry("route", KNOWLEDGE + " sql journal dispatch deadletter ledger backfill mllp")));

    private static final Set<String> FACES = Set.of("app", "cli", "http", "config", "user", "postgres");

    @TestFactory
    List<DynamicTest> aPackageUsesOnlyWhatStandsInItsRow() {
        return packages().stream()
                .filter(name -> !FACES.contains(name) && !BESIDE.contains(name))
                .map(name -> DynamicTest.dynamicTest(name, () -> usesOnlyItsRow(name)))
                .toList();
    }

    private static void usesOnlyItsRow(String name) {
        assertThat(MAY_USE).as("the package table has a row for " + name).containsKey(name);
        Set<String> allowed = new TreeSet<>(Arrays.asList(MAY_USE.get(name).split(" ")));
        allowed.add(name);
        Set<String> used = CARAVAN.stream()
                .filter(type -> top(type).equals(name))
                .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                .map(dependency -> dependency.getTargetClass())
                .filter(target -> target.getPackageName().startsWith("io.caravan."))
                .map(ArchitectureTest::top)
                .filter(target -> !allowed.contains(target))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(used).as("packages that " + name + " uses outside its row").isEmpty();
    }

    private static Set<String> packages() {
        return CARAVAN.stream()
                .filter(type -> type.getPackageName().startsWith("io.caravan."))
                .map(ArchitectureTest::top)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String top(JavaClass type) {
        return type.getPackageName().substring("io.caravan.".length()).split("\\.")[0];
    }

    @Test
    void aDataClassesMappingNeverUsesItsSiblings() {
        for (String one : List.of("adt", "orders", "labs", "medications")) {
            noClasses()
                    .that(resideInAPackage("io.caravan.map." + one + ".."))
                    .should()
                    .dependOnClassesThat(resideInAnyPackage(
                                    "io.caravan.map.adt..",
                                    "io.caravan.map.orders..",
                                    "io.caravan.map.labs..",
                                    "io.caravan.map.medications..")
                            .and(resideOutsideOfPackages("io.caravan.map." + one + "..")))
                    .check(CARAVAN);
        }
    }

    @Test
    void onlyRoutesAndAppKnowCamel() {
        noClasses()
                .that(resideOutsideOfPackages("io.caravan.route..", "io.caravan.mllp..", "io.caravan.app.."))
                .should()
                .dependOnClassesThat(resideInAPackage("org.apache.camel.."))
                .check(CARAVAN);
    }

    @Test
    void onlyCryptoKnowsEncryption() {
        noClasses()
                .that(resideOutsideOfPackages("io.caravan.crypto.."))
                .should()
                .dependOnClassesThat(resideInAnyPackage("com.google.crypto.tink..", "javax.crypto.."))
                .check(CARAVAN);
    }

    @Test
    void theKnowledgeKnowsNoDatabaseNetworkOrFiles() {
        noClasses()
                .that(resideInAnyPackage(Arrays.stream(KNOWLEDGE.split(" "))
                        .map(name -> "io.caravan." + name + "..")
                        .toArray(String[]::new)))
                .should()
                .dependOnClassesThat(resideInAnyPackage("java.sql..", "java.net.http..", "java.nio.file.."))
                .check(CARAVAN);
    }

    @Test
    void theEnginesClockAndEnvironmentComeFromOutside() {
        String[] faces = Stream.concat(FACES.stream(), BESIDE.stream())
                .map(name -> "io.caravan." + name + "..")
                .toArray(String[]::new);
        noClasses()
                .that(resideOutsideOfPackages(faces))
                .should()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "getenv", String.class)
                .orShould()
                .callMethod(java.time.Instant.class, "now")
                .check(CARAVAN);
    }

    @Test
    void namesSaySomething() {
        noClasses().should().haveNameMatching(".*(Utils?|Helper|Manager|Impl)").check(CARAVAN);
    }
}
