package io.caravan.bench;

import io.caravan.map.MappingContext;
import io.caravan.message.DataClass;
import io.caravan.testkit.truth.Lines;
import io.caravan.testkit.truth.Site;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;

/** Messages of one patient without end, a minute between two. */
public final class Histories {
    private static final LocalDateTime START = LocalDateTime.of(2020, 1, 1, 0, 0);
    private static final DateTimeFormatter HL7 = DateTimeFormatter.ofPattern("yyyyMMddHHmm");

    private Histories() {}

    /** What the messages tell. */
    public enum Story {
        /** The same visit is told again, with other demographics: most of a hospital's ADT. */
        UPDATES(DataClass.ADT) {
            @Override
            String message(int i) {
                return adt("A08", i, 1, "ICU^1^A");
            }
        },
        /** One visit after the other, each admitted, moved and ended. */
        VISITS(DataClass.ADT) {
            @Override
            String message(int i) {
                return adt(new String[] {"A01", "A02", "A03"}[i % 3], i, i / 3, "W" + i % 3 + "^1^A");
            }
        },
        /** The allergy list is sent with every message, and changes. */
        ALLERGIES(DataClass.ADT) {
            @Override
            String message(int i) {
                return adt("A08", i, 1, "ICU^1^A") + "\rAL1|1|DA|A" + i % 20 + "^Drug " + i % 20 + "^L|SV\rAL1|2|DA|A"
                        + (i + 7) % 20 + "^Drug^L|MI";
            }
        },
        /** One result is corrected again and again. */
        CORRECTIONS(DataClass.LABS) {
            @Override
            String message(int i) {
                return result(i, "F1");
            }
        },
        /** One report after the other. */
        RESULTS(DataClass.LABS) {
            @Override
            String message(int i) {
                return result(i, "F" + i);
            }
        },
        /** One order is changed again and again. */
        ORDER_CHANGES(DataClass.ORDERS) {
            @Override
            String message(int i) {
                return start("ORM^O01", i)
                        + Lines.segment("ORC", 1, i == 0 ? "NW" : "XO", 2, "P1^PLACER", 3, "F1^LAB", 9, at(i))
                        + "\r" + Lines.segment("OBR", 2, "P1^PLACER", 3, "F1^LAB", 4, "GLU^Glucose^L", 13, "note " + i);
            }
        },
        /** The dose of one prescription is changed again and again. */
        DOSE_CHANGES(DataClass.MEDICATIONS) {
            @Override
            String message(int i) {
                return start("RDE^O11", i)
                        + Lines.segment("ORC", 1, i == 0 ? "NW" : "XO", 2, "D1^PLACER", 9, at(i)) + "\r"
                        + Lines.segment("RXE", 2, "1049502^Oxycodone^RXNORM", 3, String.valueOf(5 + i % 3), 5, "mg")
                        + "\rTQ1|1||BID\rRXR|PO^Oral";
            }
        },
        /** One prescription is given again and again. */
        DOSES_GIVEN(DataClass.MEDICATIONS) {
            @Override
            String message(int i) {
                return start("RAS^O17", i)
                        + Lines.segment("ORC", 1, "RE", 2, "D1^PLACER", 9, at(i)) + "\r"
                        + Lines.segment(
                                "RXA", 2, 1, 3, at(i), 5, "OXY^Oxycodone^L", 6, "5", 7, "mg", 20, "CP", 22, at(i))
                        + "\rRXR|PO^Oral";
            }
        },
        /** One visit is moved from place to place: its history is what is rendered, so this cannot but grow. */
        TRANSFERS(DataClass.ADT) {
            @Override
            String message(int i) {
                return adt("A02", i, 1, "W" + i % 7 + "^1^A");
            }
        };

        private final DataClass dataClass;

        Story(DataClass dataClass) {
            this.dataClass = dataClass;
        }

        DataClass dataClass() {
            return dataClass;
        }

        /** The text of the i-th message. */
        abstract String message(int i);
    }

    static MappingContext context(DataClass dataClass) {
        return Site.context(dataClass);
    }

    private static String at(int i) {
        return HL7.format(START.plusMinutes(i));
    }

    private static String start(String type, int i) {
        return "MSH|^~\\&|HIS|HOSP|CARAVAN|NEW|" + at(i) + "||" + type + "|C" + i + "|P|2.5.1\r"
                + Lines.segment(
                        "PID",
                        3,
                        "4711^^^MRN^MR",
                        5,
                        "MILLER^ANN^" + (char) ('A' + i % 26),
                        7,
                        "19750301",
                        8,
                        "F",
                        11,
                        i % 90 + " MAIN ST^^SPRINGFIELD",
                        13,
                        "555-01" + (10 + i % 90))
                + "\r";
    }

    private static String adt(String event, int i, int visit, String place) {
        return start("ADT^" + event, i) + "EVN|" + event + "|" + at(i) + "\r"
                + Lines.segment("PV1", 2, "I", 3, place, 7, "7^DOC^JO", 19, "V" + visit + "^^^VISIT", 44, at(0));
    }

    private static String result(int i, String filler) {
        return start("ORU^R01", i)
                + Lines.segment("OBR", 3, filler + "^LAB", 4, "CHEM^Chemistry^L", 22, at(i), 25, i == 0 ? "F" : "C")
                + "\r"
                + Lines.segment(
                        "OBX",
                        2,
                        "NM",
                        3,
                        "GLU^Glucose^L",
                        5,
                        String.valueOf(90 + i % 40),
                        6,
                        "mg/dL",
                        11,
                        i == 0 ? "F" : "C")
                + "\r" + Lines.segment("OBX", 2, "NM", 3, "K^Potassium^L", 5, "4.1", 6, "mmol/L", 11, "F");
    }
}
