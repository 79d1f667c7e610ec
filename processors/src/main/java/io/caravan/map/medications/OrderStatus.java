package io.caravan.map.medications;

import io.caravan.fold.Version;
import io.caravan.map.Mapping;
import io.caravan.message.Rejected;
import io.caravan.message.SourceDeclaration.CancelRequest;
import java.util.Locale;
import java.util.Optional;

/**
 * What an order control (table 0119) and an order status (table 0038) mean for a MedicationRequest. ORC-5 wins where it is
 * valued; a change, a refusal or a number alone leaves the status as it is.
 */
final class OrderStatus {
    static final String ACTIVE = "active";
    private static final String ON_HOLD = "on-hold";
    private static final String STOPPED = "stopped";
    private static final String CANCELLED = "cancelled";
    static final String ENTERED_IN_ERROR = "entered-in-error";

    private OrderStatus() {}

    /** Empty where the message does not change the status. */
    static Optional<String> of(String control, String orderStatus, Mapping mapping) {
        if (!orderStatus.isEmpty()) {
            Optional<String> status = ofOrderStatus(orderStatus);
            if (status.isEmpty()) {
                mapping.finding("unknown-status", "ORC-5");
            }
            return status;
        }
        return ofControl(control, mapping);
    }

    /** Table 0038, and the word that a database may use for it. */
    static Optional<String> ofOrderStatus(String code) {
        return switch (code.toUpperCase(Locale.ROOT)) {
            case "A", "IP", "SC" -> Optional.of(ACTIVE);
            case "CM" -> Optional.of("completed");
            case "DC", "RP" -> Optional.of(STOPPED);
            case "CA" -> Optional.of(CANCELLED);
            case "HD" -> Optional.of(ON_HOLD);
            case "ER" -> Optional.of(ENTERED_IN_ERROR);
            default -> Optional.empty();
        };
    }

    /** A status in words, as databases and FHIR have it. Terminal words never become active. */
    static Optional<String> ofWord(String word) {
        return switch (word.toUpperCase(Locale.ROOT).replace('_', '-').replace(' ', '-')) {
            case "ACTIVE", "CURRENT", "IN-PROGRESS" -> Optional.of(ACTIVE);
            case "ON-HOLD", "HOLD", "HELD", "SUSPENDED" -> Optional.of(ON_HOLD);
            case "COMPLETED", "COMPLETE", "FINISHED", "EXPIRED" -> Optional.of("completed");
            case "STOPPED", "DISCONTINUED", "REPLACED" -> Optional.of(STOPPED);
            case "CANCELLED", "CANCELED" -> Optional.of(CANCELLED);
            case "ENTERED-IN-ERROR", "ERROR", "DELETED", "VOID" -> Optional.of(ENTERED_IN_ERROR);
            case "DRAFT", "PENDING", "PLANNED" -> Optional.of("draft");
            default -> Optional.empty();
        };
    }

    private static Optional<String> ofControl(String control, Mapping mapping) {
        return switch (control.toUpperCase(Locale.ROOT)) {
            case "NW", "OK", "OE", "OF", "RE", "OP", "PY", "RL", "OR", "RO" -> Optional.of(ACTIVE);
            case "CA" -> cancelRequest(mapping);
            case "CR", "OC", "UA" -> Optional.of(CANCELLED);
            case "DC", "DR", "OD", "RP", "RU", "RQ" -> Optional.of(STOPPED);
            case "HD", "HR", "OH" -> Optional.of(ON_HOLD);
            case "XO", "XX", "XR", "SC", "SS", "SR", "SN", "NA", "PA", "CH", "DF", "RF", "AF", "FU", "" ->
                Optional.empty();
            case "UC", "UD", "UH", "UM", "UR", "UX" -> {
                mapping.finding("order-action-refused", "ORC-1");
                yield Optional.empty();
            }
            case "DE" -> throw new Rejected(103, "order-with-data-errors", "ORC-1");
            default -> {
                mapping.finding("unknown-order-control", "ORC-1");
                yield Optional.empty();
            }
        };
    }

    private static Optional<String> cancelRequest(Mapping mapping) {
        if (mapping.source().cancelRequest() == CancelRequest.FINAL) {
            return Optional.of(CANCELLED);
        }
        mapping.finding("cancel-requested", "ORC-1");
        return Optional.empty();
    }

    /** Whether a control code without a status only implies that the order runs: what anybody says of it counts more. */
    static boolean isImplied(String control, String orderStatus) {
        return control.toUpperCase(Locale.ROOT).equals("RE") && orderStatus.isEmpty();
    }

    static boolean isTerminal(String status) {
        return switch (status) {
            case "completed", STOPPED, CANCELLED, ENTERED_IN_ERROR -> true;
            default -> false;
        };
    }

    /**
     * Of two statements with equal times the one that ends an order is newer, and what takes it back newer still: a stopped
     * drug must not come back.
     */
    static Version version(String status, Version version) {
        long firmness = switch (status) {
            case ACTIVE, ON_HOLD, "draft", "unknown" -> 0;
            case ENTERED_IN_ERROR -> 2;
            default -> 1;
        };
        return new Version(version.rank(), version.micros(), firmness << 62 | version.tie() >>> 2);
    }
}
