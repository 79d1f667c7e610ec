package io.caravan.hospital;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.random.RandomGenerator;

/** A laboratory panel of five tests with local codes. */
public record Panel(String code, String name, List<Test> tests) {

    /** @param digits after the decimal point, as the laboratory prints them */
    public record Test(String code, String name, String unit, String low, String high, int digits) {

        String value(RandomGenerator random) {
            double from = Double.parseDouble(low) * 0.85;
            double to = Double.parseDouble(high) * 1.15;
            return BigDecimal.valueOf(from + random.nextDouble() * (to - from))
                    .setScale(digits, RoundingMode.HALF_UP)
                    .toPlainString();
        }

        String flag(String value) {
            BigDecimal number = new BigDecimal(value);
            if (number.compareTo(new BigDecimal(low)) < 0) {
                return "L";
            }
            return number.compareTo(new BigDecimal(high)) > 0 ? "H" : "N";
        }

        public String range() {
            return low + "-" + high;
        }
    }

    static final List<Panel> ALL = List.of(
            new Panel(
                    "CHEM7",
                    "Basic metabolic panel",
                    List.of(
                            new Test("NA", "Sodium", "mmol/L", "135", "145", 0),
                            new Test("K", "Potassium", "mmol/L", "3.5", "5.1", 1),
                            new Test("CL", "Chloride", "mmol/L", "98", "107", 0),
                            new Test("CREA", "Creatinine", "mg/dL", "0.60", "1.20", 2),
                            new Test("GLU", "Glucose", "mg/dL", "70", "99", 0))),
            new Panel(
                    "CBC",
                    "Complete blood count",
                    List.of(
                            new Test("WBC", "Leukocytes", "K/uL", "4.0", "11.0", 1),
                            new Test("RBC", "Erythrocytes", "M/uL", "4.20", "5.80", 2),
                            new Test("HGB", "Hemoglobin", "g/dL", "12.0", "17.0", 1),
                            new Test("HCT", "Hematocrit", "%", "36.0", "50.0", 1),
                            new Test("PLT", "Platelets", "K/uL", "150", "400", 0))),
            new Panel(
                    "LFT",
                    "Liver function tests",
                    List.of(
                            new Test("ALT", "Alanine aminotransferase", "U/L", "7", "56", 0),
                            new Test("AST", "Aspartate aminotransferase", "U/L", "10", "40", 0),
                            new Test("ALP", "Alkaline phosphatase", "U/L", "44", "147", 0),
                            new Test("TBIL", "Bilirubin, total", "mg/dL", "0.10", "1.20", 2),
                            new Test("ALB", "Albumin", "g/dL", "3.4", "5.4", 1))));
}
