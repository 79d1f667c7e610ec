package io.caravan.acceptance;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** A patient whose every word is rare enough to be looked for in all that Caravan writes, and messages about her. */
final class Canary {
    static final String FAMILY = "ZQXVORTEX";
    static final String GIVEN = "QWYXADA";
    static final String MRN = "CANARY-7731";
    static final String OLD_MRN = "CANARY-7732";
    static final String VISIT = "VISITCANARY-51";
    static final String STREET = "77 ZQXSTREET";
    static final String PHONE = "555-7731942";
    static final String NOTE = "ZQXNOTE says she is afraid";
    static final String REACTION = "ZQXREACTION";

    static final List<String> WORDS =
            List.of(FAMILY, GIVEN, MRN, OLD_MRN, VISIT, "ZQXSTREET", PHONE, "ZQXNOTE", REACTION);

    /** What may be read in clear: the number that the sender gave the message. */
    static final String HARMLESS = "HARMLESS-";

    private static final String PATIENT = pid(MRN, "19800101");
    private static final String VISITING = "PV1|1|I|WARD^101^A||||||||||||||||" + VISIT + "^^^HOSP^VN";
    private static final String UTF_8 = "UNICODE UTF-8";

    private Canary() {}

    private static String pid(String number, String birth) {
        return "PID|1||" + number + "^^^HOSP^MR||" + FAMILY + "^" + GIVEN + "||" + birth + "|F|||" + STREET
                + "^^Troy^NY^12180||" + PHONE;
    }

    private static String message(String type, String id, String... segments) {
        return header(type, id, "P", UTF_8) + String.join("\r", segments) + "\r";
    }

    private static String header(String type, String id, String processing, String charset) {
        return "MSH|^~\\&|CANARY|HOSP|CARAVAN|NEW|20260301120000-0500||" + type + "|" + HARMLESS + id + "|" + processing
                + "|2.5.1||||||" + charset + "\r";
    }

    static String admission(String id) {
        return message(
                "ADT^A01^ADT_A01",
                id,
                "EVN|A01|20260301120000-0500",
                PATIENT,
                VISITING,
                "AL1|1|DA|" + REACTION + "^Peanut^L|SV|" + REACTION);
    }

    static String merge() {
        return message(
                "ADT^A40^ADT_A39",
                "MERGE",
                "EVN|A40|20260301130000-0500",
                PATIENT,
                "MRG|" + OLD_MRN + "^^^HOSP^MR||||||" + FAMILY + "^" + GIVEN);
    }

    static String withoutNumber(String id) {
        return message("ADT^A08^ADT_A01", id, "EVN|A08|20260301120000-0500", pid("", "19800101"), VISITING);
    }

    /** Where a parser might quote what it could not take. */
    static String nameForADate() {
        return message("ADT^A08^ADT_A01", "DATE", "EVN|A08|20260301120000-0500", pid(MRN, FAMILY), VISITING);
    }

    static String forTraining() {
        return header("ADT^A08^ADT_A01", "TRAINING", "T", UTF_8) + "EVN|A08|20260301120000-0500\r" + PATIENT + "\r";
    }

    /** UTF-8 by its own word, with a byte that is none. */
    static byte[] undecodable() {
        byte[] bytes = message("ADT^A08^ADT_A01", "BYTES", "EVN|A08|20260301120000-0500", PATIENT + "?", VISITING)
                .getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = bytes[i] == '?' ? (byte) 0xC3 : bytes[i];
        }
        return bytes;
    }

    static String inAnUnknownCharset() {
        return header("ADT^A08^ADT_A01", "CHARSET", "P", "KLINGON") + PATIENT + "\r" + VISITING + "\r";
    }

    static String garbage() {
        return FAMILY + "^" + GIVEN + "|" + MRN + "\r" + NOTE + "\r";
    }

    static String order() {
        return message(
                "OML^O21^OML_O21",
                "ORDER",
                PATIENT,
                VISITING,
                "ORC|NW|P-1^HOSP|||||||20260301120000-0500",
                "OBR|1|P-1^HOSP||CBC^Blood count^L",
                "NTE|1||" + NOTE);
    }

    static String report(String id, String value) {
        return message(
                "ORU^R01^ORU_R01",
                id,
                PATIENT,
                "OBR|1|P-1^HOSP|F-" + id
                        + "^LAB|CBC^Blood count^L|||20260301113000-0500|||||||||||||||20260301120000-0500|||F",
                "OBX|1|NM|HGB^Hemoglobin^L||" + value + "|g/dL|||||F",
                "NTE|1||" + NOTE);
    }

    static String prescription(String id, String dose) {
        return message(
                "RDE^O11^RDE_O11",
                id,
                PATIENT,
                "ORC|NW|M-" + id + "^HOSP|R-" + id + "^PHARM||||||20260301120000-0500",
                "RXE||197361^Amlodipine^RXNORM|" + dose + "||mg||" + NOTE + "||||||||R-" + id,
                "RXR|PO");
    }

    static String batchCutShort() {
        return "FHS|^~\\&|CANARY|HOSP\rBHS|^~\\&|CANARY|HOSP\r" + admission("CUT") + "BTS|2\rFTS|1\r";
    }
}
