package io.caravan.hl7;

import io.caravan.message.DataClass;
import io.caravan.message.SourceDeclaration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Decides from its head whether a message belongs to the listener of a source. Content is not looked at: what is wrong there
 * becomes a dead letter once the message is in custody. An event that is known and deliberately not carried is taken, too: it
 * is acknowledged and counted as excluded.
 */
public final class AckPolicy {
    private static final Set<String> VERSIONS = Set.of(
            "2.1", "2.2", "2.3", "2.3.1", "2.4", "2.5", "2.5.1", "2.6", "2.7", "2.7.1", "2.8", "2.8.1", "2.8.2", "2.9",
            "2.9.1");

    private static final Map<DataClass, Map<String, Set<String>>> KNOWN = Map.of(
            DataClass.ADT, Map.of("ADT", admissionEvents()),
            DataClass.ORDERS,
                    Map.of(
                            "ORM", Set.of("O01"),
                            "OML", Set.of("O21", "O33"),
                            "OMG", Set.of("O19"),
                            "OMI", Set.of("O23")),
            DataClass.LABS, Map.of("ORU", Set.of("R01"), "OUL", Set.of("R22")),
            // Until version 2.3 all pharmacy messages had the event O01.
            DataClass.MEDICATIONS,
                    Map.of(
                            "ORM", Set.of("O01"),
                            "RDE", Set.of("O11", "O01"),
                            "OMP", Set.of("O09"),
                            "RAS", Set.of("O17", "O01"),
                            "RDS", Set.of("O13", "O01"),
                            "RGV", Set.of("O15", "O01")));

    /** What a source declares whose senders leave MSH-5, MSH-6 or MSH-11 empty. */
    private static final String NOTHING = "none";

    private final Map<String, Set<String>> known;
    private final SourceDeclaration.Link link;
    private final Set<String> processingIds;

    public AckPolicy(SourceDeclaration source) {
        this.known = known(source.dataClass());
        this.link = source.link();
        this.processingIds = Set.of(source.processingId().split(","));
    }

    /** The events of each message type that a data class knows. */
    public static Map<String, Set<String>> known(DataClass dataClass) {
        return KNOWN.getOrDefault(dataClass, Map.of());
    }

    public Admission admit(MessageHead head) {
        if (head.isAbsent()) {
            return Admission.quarantine(new Problem(100, "no-msh", "MSH"));
        }
        if (Acknowledgement.isAnswer(head)) {
            return Admission.ignore();
        }
        if (head.isBatch()) {
            return Admission.quarantine(new Problem(100, "batch", "BHS"));
        }
        if (head.messages() > 1) {
            return Admission.quarantine(new Problem(100, "several-messages-in-one", "MSH[2]"));
        }
        if (!isDeclared(link.receivingApplications(), head.receivingApplication())) {
            return Admission.refuse(new Problem(200, "wrong-receiving-application", "MSH-5"));
        }
        if (!isDeclared(link.receivingFacilities(), head.receivingFacility())) {
            return Admission.refuse(new Problem(200, "wrong-receiving-facility", "MSH-6"));
        }
        return supported(head);
    }

    private Admission supported(MessageHead head) {
        Set<String> events = known.get(head.type());
        if (events == null) {
            return Admission.refuse(new Problem(200, "unsupported-message-type", "MSH-9.1"));
        }
        if (!isKnown(head.event(), events)) {
            return Admission.refuse(new Problem(201, "unsupported-event", "MSH-9.2"));
        }
        if (!isDeclared(processingIds, head.processingId())) {
            return Admission.refuse(new Problem(202, "unsupported-processing-id", "MSH-11"));
        }
        if (!VERSIONS.contains(head.version())) {
            return Admission.refuse(new Problem(203, "unsupported-version", "MSH-12"));
        }
        return Admission.take();
    }

    /** Where nothing is declared everything is taken. */
    private static boolean isDeclared(Set<String> declared, String value) {
        return declared.isEmpty() || declared.contains(value.isEmpty() ? NOTHING : value);
    }

    /** The first versions did not name the event of a type that has but one. */
    private static boolean isKnown(String event, Set<String> events) {
        return events.contains(event) || event.isEmpty() && events.size() == 1;
    }

    private static Set<String> admissionEvents() {
        Set<String> events = new TreeSet<>();
        for (int i = 1; i <= 62; i++) {
            boolean query = i == 19;
            boolean unassigned = i >= 56 && i <= 59;
            if (!query && !unassigned) {
                events.add("A" + (i < 10 ? "0" : "") + i);
            }
        }
        // IHE PAM: the correction of a movement.
        events.add("Z99");
        return Set.copyOf(events);
    }
}
