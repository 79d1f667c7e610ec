package io.caravan.hospital;

import java.util.List;

/** What people are allergic to: type of table 0127, local code, name. */
record Allergens(String type, String code, String name) {
    static final List<Allergens> ALL = List.of(
            new Allergens("DA", "PEN", "Penicillin"),
            new Allergens("DA", "SULF", "Sulfonamide"),
            new Allergens("FA", "PEAN", "Peanut"),
            new Allergens("FA", "SHEL", "Shellfish"),
            new Allergens("EA", "LATX", "Latex"),
            new Allergens("DA", "ASA", "Aspirin"));
}
