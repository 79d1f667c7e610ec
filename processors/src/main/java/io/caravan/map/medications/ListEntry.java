package io.caravan.map.medications;

import io.caravan.codes.CodeMaps;
import io.caravan.codes.Coding;
import io.caravan.fhir.FhirIds;
import io.caravan.fhir.Json;
import io.caravan.fhir.Unit;
import io.caravan.fold.Change;
import io.caravan.fold.ResourceKey;
import io.caravan.fold.ResourceType;
import io.caravan.fold.Version;
import io.caravan.hl7.Repetition;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/** What one record says of one order, in short, for the list of its patient's orders: see {@link MedicationLists}. */
final class ListEntry {
    private static final String INGREDIENT_MAP = "drug-ingredient";

    private final Change.Builder list;
    private final String order;
    /** Of one record that tells an aspect several times the last word counts: the pharmacy's. */
    private final Map<String, String> aspects = new TreeMap<>();

    private final Set<String> drugs = new TreeSet<>();

    /** @param patient before aliases, so that a merge does not change which list it is */
    ListEntry(UUID patient, ResourceKey order, Version version) {
        this.list = Change.of(ResourceType.MEDICATION_LIST, FhirIds.id("MedicationList", patient.toString()), version)
                .patient(patient);
        this.order = MedicationLists.shortId(order);
    }

    /** To be asked for once, when all is told. */
    Change.Builder change() {
        if (!drugs.isEmpty()) {
            aspects.put(MedicationLists.DRUG, '"' + String.join(" ", drugs) + '"');
        }
        aspects.forEach((aspect, json) -> list.set(MedicationLists.order(order, aspect), json));
        return list;
    }

    void status(String code, Version own) {
        list.set(MedicationLists.order(order, MedicationLists.STATUS), '"' + code + '"', own);
    }

    /** The drug by every code and name that is given, and by the ingredient that the site maps one of them to. */
    void drug(Repetition cwe, CodeMaps codes) {
        for (int component : new int[] {1, 4, 10}) {
            drug(cwe.text(component), cwe.text(component + 2), cwe.text(component + 1), codes);
        }
        name(cwe.text(9));
    }

    void drug(String code, String system, String name, CodeMaps codes) {
        code(code, system, codes);
        name(name);
    }

    private void code(String code, String system, CodeMaps codes) {
        String text = code.strip();
        if (text.isEmpty()) {
            return;
        }
        drugs.add(hash(system.strip().toUpperCase(Locale.ROOT) + "|" + text));
        Optional<Coding> ingredient = codes.find(INGREDIENT_MAP, text);
        ingredient.ifPresent(coding -> drugs.add(hash(coding.system() + "||" + coding.code())));
    }

    private void name(String name) {
        if (!name.isBlank()) {
            drugs.add(hash("name|" + name.strip().toLowerCase(Locale.ROOT)));
        }
    }

    /** Names of drugs are long; a list holds many. */
    private static String hash(String text) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        return Long.toHexString(hash);
    }

    void route(Repetition cwe, CodeMaps codes) {
        String code = cwe.text(1).strip();
        route(code.isEmpty() ? cwe.text(2).strip() : code, codes);
    }

    void route(String code, CodeMaps codes) {
        if (!code.isEmpty()) {
            String target = codes.find(Route.MAP, code).map(Coding::code).orElse(code.toUpperCase(Locale.ROOT));
            aspects.put(MedicationLists.ROUTE, Json.string(target));
        }
    }

    void period(Steps steps) {
        String start = steps.startMicros().isPresent()
                ? String.valueOf(steps.startMicros().getAsLong())
                : "";
        String end =
                steps.endMicros().isPresent() ? String.valueOf(steps.endMicros().getAsLong()) : "";
        aspects.put(MedicationLists.PERIOD, '"' + start + ' ' + end + '"');
    }

    void dose(String decimal, Unit unit) {
        String text = unit.code().isEmpty() ? unit.text() : unit.code();
        aspects.put(MedicationLists.DOSE, Json.string(decimal + " " + text));
    }

    /** Both numbers of one order were told: what was known by the filler's alone is the same order. */
    void same(ResourceKey byFiller) {
        list.set(MedicationLists.SAME + MedicationLists.shortId(byFiller) + "]", '"' + order + '"');
    }

    /** A dose was given at this moment; the newest counts. */
    void given(long micros) {
        list.set(MedicationLists.GIVEN + order + "]", "true", new Version(Version.OWNER, micros, 0));
    }

    /** The source knows of a dose given at this moment. */
    void lastGiven(long micros) {
        list.set(MedicationLists.LAST_GIVEN + order + "]", String.valueOf(micros));
    }

    /** @param number tells the dispenses of one order apart */
    void dispensed(String number, DispensedDose dose) {
        if (dose.isComparable()) {
            String unit = dose.unit().code().isEmpty()
                    ? dose.unit().text()
                    : dose.unit().code();
            list.set(
                    MedicationLists.DISPENSED + order + "." + hash(number) + "]",
                    Json.string(dose.strength() + " " + dose.count() + " " + unit));
        }
    }
}
