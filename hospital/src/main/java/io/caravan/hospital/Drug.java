package io.caravan.hospital;

import java.util.List;

/** A medicine as the old pharmacy system codes it. */
public record Drug(String code, String name, String unit, String route, String frequency, List<String> doses) {
    static final List<Drug> ALL = List.of(
            new Drug("197361", "Amlodipine 5 MG Oral Tablet", "mg", "PO", "QD", List.of("2.5", "5", "10")),
            new Drug("314076", "Lisinopril 10 MG Oral Tablet", "mg", "PO", "QD", List.of("5", "10", "20")),
            new Drug("861007", "Metformin 500 MG Oral Tablet", "mg", "PO", "BID", List.of("500", "850", "1000")),
            new Drug("1659151", "Piperacillin and tazobactam", "g", "IV", "Q6H", List.of("3.375", "4.5")),
            new Drug("854235", "Enoxaparin 40 MG Prefilled Syringe", "mg", "SC", "QD", List.of("40")),
            new Drug("966524", "Levothyroxine 50 MCG Oral Tablet", "mcg", "PO", "QD", List.of("25", "50", ".5")));
}
