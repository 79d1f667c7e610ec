package io.caravan.map.identity;

import io.caravan.codes.Coding;
import io.caravan.fhir.Fragments;
import io.caravan.fhir.Identifier;
import io.caravan.fhir.Json;
import io.caravan.fhir.OriginalText;
import io.caravan.fold.Change;
import io.caravan.hl7.Repetition;
import io.caravan.hl7.Segment;
import io.caravan.map.Fields;
import io.caravan.map.Mapping;
import io.caravan.map.TimeElement;
import io.caravan.message.Rejected;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * PID as fields of Patient. An empty field says nothing, a null field clears, a repeating field replaces the whole list;
 * only identifiers are added to. Lists that several fields fill are kept by field as list parts.
 */
public final class Demographics {
    private static final String BIRTH_TIME = "http://hl7.org/fhir/StructureDefinition/patient-birthTime";
    private static final String SEX = "urn:caravan:extension:sex";
    /** Not an extension of gender itself: a required code must not be there without its value. */
    private static final String ORIGINAL_SEX = Fields.part("extension", "sex");

    private static final Map<String, String> GENDERS =
            Map.of("F", "female", "M", "male", "O", "other", "A", "other", "N", "other", "U", "unknown");
    /** Where a record was made it may be tomorrow already. */
    private static final long DAY = 86_400_000_000L;

    private static final String MARITAL = "http://terminology.hl7.org/CodeSystem/v3-MaritalStatus";
    private static final String TABLE_0002 = "http://terminology.hl7.org/CodeSystem/v2-0002";
    private static final String NULL_FLAVOR = "http://terminology.hl7.org/CodeSystem/v3-NullFlavor";
    private static final Map<String, Coding> MARITAL_STATUS = Map.ofEntries(
            Map.entry("A", new Coding(MARITAL, "L", "Legally Separated")),
            Map.entry("E", new Coding(MARITAL, "L", "Legally Separated")),
            Map.entry("D", new Coding(MARITAL, "D", "Divorced")),
            Map.entry("M", new Coding(MARITAL, "M", "Married")),
            Map.entry("S", new Coding(MARITAL, "S", "Never Married")),
            Map.entry("W", new Coding(MARITAL, "W", "Widowed")),
            Map.entry("C", new Coding(MARITAL, "C", "Common Law")),
            Map.entry("G", new Coding(MARITAL, "T", "Domestic partner")),
            Map.entry("P", new Coding(MARITAL, "T", "Domestic partner")),
            Map.entry("R", new Coding(MARITAL, "T", "Domestic partner")),
            Map.entry("N", new Coding(MARITAL, "A", "Annulled")),
            Map.entry("I", new Coding(MARITAL, "I", "Interlocutory")),
            Map.entry("B", new Coding(MARITAL, "U", "unmarried")),
            Map.entry("U", new Coding(NULL_FLAVOR, "UNK", "unknown")),
            Map.entry("O", new Coding(NULL_FLAVOR, "OTH", "other")));

    private final Mapping mapping;
    private final Fragments fragments;

    public Demographics(Mapping mapping) {
        this.mapping = mapping;
        this.fragments = mapping.fragments();
    }

    /** Writes all that PID says, with the rank of the change's own version. */
    public void write(PatientIdentity patient, Segment pid, Change.Builder change) {
        writeIdentifiers(patient, change);
        Fields fields = new Fields(change, pid);
        fields.list(5, Fields.part("name", "1"), fragments::names);
        fields.list(9, Fields.part("name", "2"), fragments::names);
        birthDate(pid, fields, change);
        fields.value(8, "gender", sex -> gender(sex.text(1), "PID-8", change));
        fields.list(11, "address", fragments::address);
        fields.list(13, Fields.part("telecom", "1"), xtn -> fragments.contactPoint(xtn, "home"));
        fields.list(14, Fields.part("telecom", "2"), xtn -> fragments.contactPoint(xtn, "work"));
        fields.list(40, Fields.part("telecom", "3"), xtn -> fragments.contactPoint(xtn, ""));
        fields.list(15, "communication", this::language);
        fields.value(16, "maritalStatus", this::maritalStatus);
        fields.value(24, "multipleBirthBoolean", yesNo -> bool(yesNo.text(1)));
        fields.value(25, "multipleBirthInteger", order -> order.text(1).matches("[1-9]\\d?") ? order.text(1) : "");
        deceased(fields);
        new PatientExtensions(fragments).write(fields);
    }

    /** The numbers, and that the patient is found by them. */
    public static void writeIdentifiers(PatientIdentity patient, Change.Builder change) {
        set(change, patient.master());
        patient.others().forEach(other -> set(change, other));
    }

    private static void set(Change.Builder change, Identifier identifier) {
        change.set(identifier.path(), identifier.json());
        if (identifier.hasSystem()) {
            change.lookup(identifier.system(), identifier.value());
        }
    }

    private void birthDate(Segment pid, Fields fields, Change.Builder change) {
        fields.value(7, "birthDate", value -> {
            String date = mapping.times().date(value.text(1));
            if (date.isEmpty()) {
                if (mapping.source().demographicsAuthority()) {
                    throw new Rejected(102, "invalid-date", "PID-7");
                }
                mapping.finding("invalid-date", "PID-7");
                return "";
            }
            plausible(date, change, "PID-7");
            return Json.string(date);
        });
        birthTime(pid, change);
    }

    /** A time of the day is an extension beside the date; one that the clocks skipped stays as it was written. */
    private void birthTime(Segment pid, Change.Builder change) {
        String value = pid.text(7);
        TimeElement time = value.length() > 8 ? mapping.time(value, "PID-7") : new TimeElement("", "");
        boolean told = time.value().indexOf('T') > 0;
        if (told || !time.original().isEmpty()) {
            change.set(
                    "_birthDate",
                    told
                            ? "{\"extension\":[{\"url\":\"" + BIRTH_TIME + "\",\"valueDateTime\":\"" + time.value()
                                    + "\"}]}"
                            : OriginalText.element(time.original()));
        } else if (!pid.raw(7).isEmpty()) {
            change.clear("_birthDate");
        }
    }

    /** A birth after the record that tells it: both are kept, for nobody can tell which is wrong. */
    public void plausible(String birthDate, Change.Builder change, String place) {
        OptionalLong born = mapping.times().micros(birthDate);
        if (born.isPresent()
                && change.version().micros() > 0
                && born.getAsLong() > change.version().micros() + DAY) {
            mapping.finding("birth-in-the-future", place);
        }
    }

    /** A sex that is neither in the table nor in the site's map is kept as it was written, and never guessed. */
    public String gender(String sex, String place, Change.Builder change) {
        String code = sex.strip();
        String mapped = mapping.codes().find("sex", code).map(Coding::code).orElse(GENDERS.getOrDefault(code, ""));
        if (mapped.isEmpty()) {
            mapping.finding("unmapped-code", place);
            change.clear("gender");
            change.set(ORIGINAL_SEX, "[" + OriginalText.extension(SEX, code) + "]");
            return "";
        }
        change.clear(ORIGINAL_SEX);
        return Json.string(mapped);
    }

    private String language(Repetition language) {
        String concept = fragments.language(language);
        return concept.isEmpty() ? "" : "{\"language\":" + concept + ",\"preferred\":true}";
    }

    private String maritalStatus(Repetition status) {
        String concept = maritalStatus(status.text(1).strip(), "PID-16");
        return Fragments.withText(concept, status.text(2));
    }

    /** A code that is neither in the table nor in the site's map is kept as one of HL7 table 0002. */
    public String maritalStatus(String code, String place) {
        if (code.isEmpty()) {
            return "";
        }
        Optional<Coding> coding =
                mapping.codes().find("marital-status", code).or(() -> Optional.ofNullable(MARITAL_STATUS.get(code)));
        if (coding.isEmpty()) {
            mapping.finding("unmapped-code", place);
        }
        return Fragments.concept(coding.orElse(new Coding(TABLE_0002, code, "")));
    }

    private void deceased(Fields fields) {
        fields.time(29, "deceasedDateTime", mapping);
        fields.value(30, "deceasedBoolean", value -> bool(value.text(1)));
    }

    static String bool(String yesNo) {
        return switch (yesNo) {
            case "Y" -> "true";
            case "N" -> "false";
            default -> "";
        };
    }
}
