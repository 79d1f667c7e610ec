package io.caravan.map.medications;

import io.caravan.codes.CodeMaps;
import io.caravan.codes.Coding;
import io.caravan.hl7.Repetition;
import java.util.Locale;
import java.util.Optional;

/** What kind of thing a dosage form is, by the site's map {@code dosage-form}; unknown forms are not checked. */
enum FormClass {
    SOLID,
    LIQUID,
    INJECTION,
    OTHER;

    private static final String MAP = "dosage-form";

    /** Of a CWE: its code, else its name. */
    static Optional<FormClass> of(Repetition form, CodeMaps codes) {
        return of(form.text(1), codes).or(() -> of(form.text(2), codes));
    }

    static Optional<FormClass> of(String form, CodeMaps codes) {
        String text = form.strip();
        return codes.find(MAP, text)
                .or(() -> codes.find(MAP, text.toUpperCase(Locale.ROOT)))
                .map(Coding::code)
                .map(FormClass::ofTarget);
    }

    private static FormClass ofTarget(String target) {
        return switch (target) {
            case "solid" -> SOLID;
            case "liquid" -> LIQUID;
            case "injection" -> INJECTION;
            default -> OTHER;
        };
    }

    /** Nobody measures a tablet in millilitres, or a syrup in tablets. */
    boolean isPlausible(DrugUnit unit) {
        return switch (this) {
            case SOLID -> unit.kind() != DrugUnit.Kind.VOLUME;
            case LIQUID, INJECTION -> unit.kind() != DrugUnit.Kind.SOLID_COUNT;
            case OTHER -> true;
        };
    }

    /** A tablet is not injected; what is made for the needle may only be swallowed where somebody has looked. */
    boolean fits(Way way) {
        return switch (this) {
            case SOLID -> !way.isByNeedle();
            case INJECTION -> way != Way.ORAL;
            case LIQUID, OTHER -> true;
        };
    }
}
