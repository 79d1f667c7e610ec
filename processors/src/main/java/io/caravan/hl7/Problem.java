package io.caravan.hl7;

import io.caravan.message.Rejected;

/**
 * Why a message is not welcome, as far as its sender is told: codes and a place, never a value.
 *
 * @param hl7Code of HL7 table 0357
 * @param code stable cause code, e.g. {@code unknown-event}
 * @param place segment and field, e.g. {@code MSH-9.2}; empty or anything else where there is none
 */
public record Problem(int hl7Code, String code, String place) {

    public static Problem of(Rejected rejected) {
        return new Problem(rejected.hl7Code(), rejected.code(), rejected.place());
    }

    /** The text of table 0357. */
    String condition() {
        return switch (hl7Code) {
            case 0 -> "Message accepted";
            case 100 -> "Segment sequence error";
            case 101 -> "Required field missing";
            case 102 -> "Data type error";
            case 103 -> "Table value not found";
            case 104 -> "Value too long";
            case 200 -> "Unsupported message type";
            case 201 -> "Unsupported event code";
            case 202 -> "Unsupported processing id";
            case 203 -> "Unsupported version id";
            case 204 -> "Unknown key identifier";
            case 205 -> "Duplicate key identifier";
            case 206 -> "Application record locked";
            default -> "Application internal error";
        };
    }
}
