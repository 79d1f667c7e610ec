package io.caravan.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.crypto.TestCrypto;
import io.caravan.fhir.FhirRendering;
import io.caravan.fold.ResourceKey;
import io.caravan.map.Mapped;
import io.caravan.map.registry.ClinicalRules;
import io.caravan.message.DataClass;
import io.caravan.testkit.truth.Differences;
import io.caravan.testkit.truth.LiteralFold;
import io.caravan.testkit.truth.Site;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AddLifecycleHook;

/** Whatever is merged, moved, linked, renumbered, admitted and found out, in whatever order it is told: the target is the same. */
@AddLifecycleHook(SeedPrinted.class)
class RegroupingPropertyTest {
    private final Seals seals = new Seals(new TestCrypto(), new TestCrypto());

    enum What {
        ADMIT,
        DISCHARGE,
        UPDATE,
        RESULT,
        MERGE,
        MOVE_VISIT,
        MOVE_ACCOUNT,
        LINK,
        UNLINK,
        RENUMBER,
        MOVE_NUMBER,
        OTHER_NUMBER,
        VISIT_NUMBER,
        OTHERS_VISIT_NUMBER,
        ACCOUNT_MERGE
    }

    /** At a minute of its own, so that versions differ. */
    record Event(What what, int patient, int other, int visit) {
        Mapped at(int minute) {
            String at = String.format("20260301%02d%02d00", 8 + minute / 60, minute % 60);
            String pid = Ward.pid("" + patient, "P" + patient + "^M" + minute);
            String of = Ward.pid("" + patient, "P" + patient + "^M" + minute, "A" + other % 2);
            String into = Ward.pid("" + other, "P" + other + "^M" + minute);
            String mrg = Ward.mrg("" + patient);
            // One is a patient's own visit, one the number that another has later; results and visits go from one to
            // another.
            String number = switch (visit) {
                case 4 -> "N" + patient;
                case 3 -> "W1";
                default -> "V" + visit;
            };
            String pv1 = Ward.pv1(number);
            String filler = "F" + other % 2 + "^LAB";
            return switch (what) {
                case ADMIT -> adt("A01", at, of, pv1, "DG1|1||I10^Hypertension^I10");
                case DISCHARGE -> adt("A03", at, of, pv1);
                case UPDATE -> adt("A08", at, of, pv1);
                case RESULT ->
                    Site.message(
                            DataClass.LABS,
                            head("ORU^R01", at),
                            pid,
                            pv1,
                            "ORC|RE||" + filler,
                            "OBR|1||" + filler + "|GLU^Glucose^L|||" + at + "|||||||||||||||" + at + "|||F",
                            "OBX|1|NM|GLU^Glucose^L||" + minute + "|mg/dL|||||F|||" + at);
                case MERGE -> adt("A40", at, into, mrg);
                case MOVE_VISIT -> adt("A45", at, into, mrg + "||||" + number + "^^^VISIT");
                case MOVE_ACCOUNT -> adt("A44", at, into, mrg + "||A" + visit % 2 + "^^^ACCOUNTS");
                case LINK -> adt("A24", at, pid, into);
                case UNLINK -> adt("A37", at, pid, into);
                case VISIT_NUMBER ->
                    adt("A50", at, pid, mrg + "||||N" + patient + "^^^VISIT", Ward.pv1("NN" + patient));
                case OTHERS_VISIT_NUMBER ->
                    adt("A50", at, pid, mrg + "||||V" + (1 + visit % 2) + "^^^VISIT", Ward.pv1("W" + (1 + visit % 2)));
                case ACCOUNT_MERGE ->
                    adt(
                            "A41",
                            at,
                            Ward.pid("" + patient, "P^M" + minute, "A9"),
                            mrg + "||A" + visit % 2 + "^^^ACCOUNTS");
                case RENUMBER -> adt("A47", at, "PID|1||" + (80 + 10 * (visit % 2) + patient) + "^^^MRN^MR", mrg);
                case MOVE_NUMBER ->
                    adt(
                            "A43",
                            at,
                            "PID|1|P" + other + "^^^MRN^PI|" + patient + "^^^MRN^MR||P^M" + minute,
                            mrg + "|||P" + patient + "^^^MRN^PI");
                case OTHER_NUMBER -> adt("A46", at, pid, mrg + "|||P" + visit + "^^^MRN^PI");
            };
        }

        private static Mapped adt(String event, String at, String... segments) {
            List<String> lines = new ArrayList<>(List.of(head("ADT^" + event, at), "EVN|" + event + "|" + at));
            lines.addAll(List.of(segments));
            return Site.message(DataClass.ADT, lines.toArray(String[]::new));
        }

        private static String head(String type, String at) {
            return "MSH|^~\\&|A|H|C|N|" + at + "||" + type + "|C" + at + "|P|2.5.1";
        }
    }

    @Property(tries = 400)
    @Label(
            "§1.3 alias, §1.3 re-point, §1.3(a), §1.3(b), §1.3(c), §1.3(g), §6.3 oracle: what is merged, moved and renumbered is with whom the literal fold has it, in any order, with doubles, and who regrouped it is told")
    void theOrderDoesNotMatter(@ForAll("events") List<Event> events, @ForAll Random random) {
        ClinicalRules rules = new ClinicalRules();
        List<Mapped> records = inOrder(events);
        SortedMap<ResourceKey, String> expected = new LiteralFold(rules, new FhirRendering(rules)).fold(records);

        assertThat(Differences.of(expected, fold(shuffled(records, random)))).isEmpty();
    }

    private static List<Mapped> inOrder(List<Event> events) {
        List<Mapped> inOrder = new ArrayList<>();
        for (int i = 0; i < events.size(); i++) {
            inOrder.add(events.get(i).at(i));
        }
        return inOrder;
    }

    private static List<Mapped> shuffled(List<Mapped> inOrder, Random random) {
        List<Mapped> shuffled = new ArrayList<>(inOrder);
        shuffled.addAll(inOrder.subList(0, inOrder.size() / 3));
        Collections.shuffle(shuffled, random);
        return shuffled;
    }

    @Provide
    Arbitrary<List<Event>> events() {
        Arbitrary<Integer> patients = Arbitraries.integers().between(1, 4);
        Arbitrary<Event> event = Combinators.combine(
                        Arbitraries.of(What.values()),
                        patients,
                        patients,
                        Arbitraries.integers().between(1, 4))
                .as(Event::new)
                .filter(one -> one.patient() != one.other());
        return event.list().ofMinSize(2).ofMaxSize(14);
    }

    private SortedMap<ResourceKey, String> fold(Collection<Mapped> records) {
        MemoryFold fold = new MemoryFold(seals);
        records.forEach(fold::take);
        return fold.target();
    }
}
