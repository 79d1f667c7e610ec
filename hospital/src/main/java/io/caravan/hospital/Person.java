package io.caravan.hospital;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** One patient with everything the old systems know of it. */
public record Person(
        long number,
        String mrn,
        String family,
        String given,
        LocalDate birthDate,
        String sex,
        String street,
        String city,
        String postalCode,
        String phone,
        Visit visit,
        List<Allergy> allergies,
        List<LabOrder> labOrders,
        List<Prescription> prescriptions,
        Optional<Dirt> dirt) {

    /** What is wrong with a few of them, as in life. */
    public enum Dirt {
        /** The feed sends a message again. */
        RESENT,
        /** A dose with a decimal comma. */
        COMMA_DOSE,
        /** A result code no map knows. */
        UNKNOWN_CODE,
        /** A message without a patient number. */
        NO_NUMBER,
        /** An update that left the old system before the database was read, and comes after. */
        LATE,
        /** The same person was registered twice and is merged. */
        REGISTERED_TWICE
    }

    public record Visit(
            String number,
            String patientClass,
            LocalDateTime admitted,
            Optional<LocalDateTime> discharged,
            String ward,
            String room,
            String bed) {}

    public record Allergy(String number, String type, String code, String name, String severity, String reaction) {}

    public record LabOrder(
            String placer, String filler, Panel panel, LocalDateTime ordered, boolean isFinal, List<Result> results) {}

    /** @param value as the old system printed it: its precision means something */
    public record Result(long id, Panel.Test test, String value, String flag) {}

    public record Prescription(
            String placer,
            String number,
            Drug drug,
            String dose,
            LocalDateTime start,
            Optional<LocalDateTime> stop,
            String status) {}

    static Person of(long seed, long number, int ordersPerPatient) {
        RandomGenerator random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + number);
        boolean female = random.nextBoolean();
        LocalDate birth = LocalDate.of(1930, 1, 1).plusDays(random.nextInt(32_000));
        return new Person(
                number,
                mrn(number),
                Names.family(random),
                Names.given(female, random),
                birth,
                female ? "F" : "M",
                Names.street(random),
                Names.city(random),
                String.format("%05d", 10_000 + random.nextInt(80_000)),
                String.format("555-%03d-%04d", random.nextInt(1_000), random.nextInt(10_000)),
                visit(number, random),
                allergies(number, random),
                labOrders(number, ordersPerPatient, random),
                prescriptions(number, random),
                random.nextInt(100) < 6
                        ? Optional.of(Dirt.values()[(int) (number % Dirt.values().length)])
                        : Optional.empty());
    }

    static String mrn(long number) {
        return String.format("M%08d", number + 1);
    }

    /** The number under which a {@link Dirt#REGISTERED_TWICE} person was registered first. */
    public String otherMrn() {
        return "D" + mrn.substring(1);
    }

    /** The telephone number that the traffic brings; the database has {@link #phone} still. */
    public String newPhone() {
        return String.format("555-999-%04d", number % 10_000);
    }

    private static Visit visit(long number, RandomGenerator random) {
        LocalDateTime admitted =
                Calendar.SNAPSHOT.minusHours(1 + random.nextInt(240)).withSecond(random.nextInt(60));
        boolean inpatient = random.nextInt(3) > 0;
        Optional<LocalDateTime> discharged =
                random.nextInt(3) == 0 ? Optional.of(admitted.plusMinutes(50)) : Optional.empty();
        return new Visit(
                String.format("V%08d", number + 1),
                inpatient ? "I" : "E",
                admitted,
                discharged,
                inpatient ? "W" + (1 + random.nextInt(12)) : "ED",
                String.valueOf(100 + random.nextInt(40)),
                random.nextBoolean() ? "A" : "B");
    }

    private static List<Allergy> allergies(long number, RandomGenerator random) {
        List<Allergy> allergies = new ArrayList<>();
        int count = random.nextInt(3);
        int first = random.nextInt(Allergens.ALL.size());
        for (int i = 0; i < count; i++) {
            Allergens allergen = Allergens.ALL.get((first + i) % Allergens.ALL.size());
            allergies.add(new Allergy(
                    String.format("AL%08d%d", number + 1, i),
                    allergen.type(),
                    allergen.code(),
                    allergen.name(),
                    Names.pick(List.of("SV", "MO", "MI"), random),
                    Names.pick(List.of("Hives", "Rash", "Anaphylaxis"), random)));
        }
        return allergies;
    }

    private static List<LabOrder> labOrders(long number, int count, RandomGenerator random) {
        List<LabOrder> orders = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            Panel panel = Names.pick(Panel.ALL, random);
            long orderNumber = number * 1_000 + i;
            List<Result> results = new ArrayList<>(panel.tests().size());
            for (int test = 0; test < panel.tests().size(); test++) {
                Panel.Test one = panel.tests().get(test);
                String value = one.value(random);
                results.add(new Result(orderNumber * 10 + test, one, value, one.flag(value)));
            }
            orders.add(new LabOrder(
                    String.format("P%010d", orderNumber),
                    String.format("F%010d", orderNumber),
                    panel,
                    Calendar.SNAPSHOT.minusMinutes(60L + random.nextInt(14_000)),
                    random.nextInt(4) > 0,
                    results));
        }
        return orders;
    }

    private static List<Prescription> prescriptions(long number, RandomGenerator random) {
        List<Prescription> prescriptions = new ArrayList<>();
        int count = random.nextInt(3);
        for (int i = 0; i < count; i++) {
            Drug drug = Names.pick(Drug.ALL, random);
            LocalDateTime start = Calendar.SNAPSHOT.minusMinutes(120L + random.nextInt(20_000));
            boolean stopped = random.nextInt(4) == 0;
            prescriptions.add(new Prescription(
                    String.format("R%09d%d", number + 1, i),
                    String.format("RX%08d%d", number + 1, i),
                    drug,
                    Names.pick(drug.doses(), random),
                    start,
                    stopped ? Optional.of(start.plusMinutes(100)) : Optional.empty(),
                    stopped ? "DC" : "IP"));
        }
        return prescriptions;
    }
}
