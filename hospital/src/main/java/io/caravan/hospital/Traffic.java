package io.caravan.hospital;

import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the old systems send after the database was read: HL7 v2.5.1, UTF-8, matching the database's people. ADT messages bring
 * the patient's new telephone number; the others still show the old one, as systems do that were not told.
 */
public final class Traffic {
    private final Hospital hospital;

    /**
     * @param dataClass adt, orders, labs or medications: the listener it is for
     * @param text the message, segments ended by CR
     */
    public record Message(String dataClass, String text) {}

    public Traffic(Hospital hospital) {
        this.hospital = hospital;
    }

    /** All messages, a patient's in their order, made as they are taken. */
    public Stream<Message> messages() {
        return hospital.people().flatMap(person -> of(person).stream());
    }

    /** One patient's day. */
    public static List<Message> of(Person person) {
        Day day = new Day(person);
        day.update();
        if (person.dirt().equals(Optional.of(Person.Dirt.REGISTERED_TWICE))) {
            day.merge();
        }
        day.newLabOrder();
        day.pendingResults();
        day.medications();
        if (person.visit().discharged().isEmpty() && person.number() % 2 == 0) {
            day.discharge();
        }
        day.addDirt();
        return day.messages;
    }

    private static final class Day {
        private final Person person;
        private final Segments segments;
        private final List<Message> messages = new ArrayList<>();
        private LocalDateTime clock;
        private int count;

        Day(Person person) {
            this.person = person;
            this.segments = new Segments(person);
            this.clock = Calendar.SNAPSHOT.plusMinutes(5 + person.number() % 600);
        }

        private void send(String dataClass, String type, String... lines) {
            String head = segments.msh(type, person.mrn() + "-" + ++count, clock);
            messages.add(new Message(dataClass, head + String.join("\r", lines) + "\r"));
            clock = clock.plusMinutes(3);
        }

        void update() {
            List<String> lines = new ArrayList<>(List.of(
                    segments.evn("A08", clock),
                    segments.pid(person.mrn(), person.newPhone()),
                    segments.pv1(Optional.empty())));
            lines.addAll(segments.al1());
            lines.add("DG1|1||I10^Essential (primary) hypertension^I10||" + Calendar.hl7(clock) + "|A");
            send("adt", "ADT^A08^ADT_A01", lines.toArray(String[]::new));
        }

        void merge() {
            send(
                    "adt",
                    "ADT^A40^ADT_A39",
                    segments.evn("A40", clock),
                    segments.pid(person.mrn(), person.newPhone()),
                    "MRG|" + segments.cx(person.otherMrn(), "MR"));
        }

        void newLabOrder() {
            Panel panel = Panel.ALL.get((int) (person.number() % Panel.ALL.size()));
            String placer = String.format("N%010d", person.number());
            send(
                    "orders",
                    "OML^O21^OML_O21",
                    segments.pid(person.mrn(), person.phone()),
                    segments.pv1(Optional.empty()),
                    segments.orc("NW", placer, "", "", clock),
                    segments.obr(placer, "", panel, clock, ""));
            String filler = String.format("G%010d", person.number());
            List<Person.Result> results = new ArrayList<>();
            for (Panel.Test test : panel.tests()) {
                results.add(new Person.Result(0, test, test.high(), "N"));
            }
            report(placer, filler, panel, results);
        }

        void pendingResults() {
            for (Person.LabOrder order : person.labOrders()) {
                if (!order.isFinal()) {
                    report(order.placer(), order.filler(), order.panel(), order.results());
                }
            }
        }

        private void report(String placer, String filler, Panel panel, List<Person.Result> results) {
            List<String> lines = new ArrayList<>(List.of(
                    segments.pid(person.mrn(), person.phone()),
                    segments.orc("RE", placer, filler, "CM", clock),
                    segments.obr(placer, filler, panel, clock, "F")));
            boolean unknown = person.dirt().equals(Optional.of(Person.Dirt.UNKNOWN_CODE));
            for (int i = 0; i < results.size(); i++) {
                lines.add(segments.obx(i + 1, results.get(i), unknown, clock));
            }
            send("labs", "ORU^R01^ORU_R01", lines.toArray(String[]::new));
        }

        void medications() {
            for (Person.Prescription one : person.prescriptions()) {
                boolean stops = one.stop().isEmpty() && person.number() % 5 == 0;
                boolean comma = person.dirt().equals(Optional.of(Person.Dirt.COMMA_DOSE));
                send(
                        "medications",
                        "RDE^O11^RDE_O11",
                        segments.pid(person.mrn(), person.phone()),
                        segments.orc(stops ? "DC" : "XO", one.placer(), one.number(), "", clock),
                        segments.rxe(one, comma),
                        segments.rxr(one.drug()));
                if (one.stop().isEmpty()) {
                    send(
                            "medications",
                            "RAS^O17^RAS_O17",
                            segments.pid(person.mrn(), person.phone()),
                            segments.orc("RE", one.placer(), one.number(), "", clock),
                            segments.rxa(one, clock),
                            segments.rxr(one.drug()));
                }
            }
        }

        void discharge() {
            send(
                    "adt",
                    "ADT^A03^ADT_A03",
                    segments.evn("A03", clock),
                    segments.pid(person.mrn(), person.newPhone()),
                    segments.pv1(Optional.of(clock)));
        }

        void addDirt() {
            Person.Dirt dirt = person.dirt().orElse(null);
            if (dirt == Person.Dirt.RESENT) {
                messages.add(messages.get(0));
            } else if (dirt == Person.Dirt.NO_NUMBER) {
                send(
                        "adt",
                        "ADT^A08^ADT_A01",
                        segments.evn("A08", clock),
                        "PID|1||||" + person.family() + "^" + person.given(),
                        segments.pv1(Optional.empty()));
            } else if (dirt == Person.Dirt.LATE) {
                clock = Calendar.SNAPSHOT.minusDays(20);
                send(
                        "adt",
                        "ADT^A08^ADT_A01",
                        segments.evn("A08", clock),
                        segments.pid(person.mrn(), "555-000-0000"),
                        segments.pv1(Optional.empty()));
            }
        }
    }
}
