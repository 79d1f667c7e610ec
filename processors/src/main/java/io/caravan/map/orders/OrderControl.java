package io.caravan.map.orders;

import io.caravan.message.Rejected;
import io.caravan.message.SourceDeclaration.CancelRequest;
import java.util.Map;

/**
 * What ORC-1 and ORC-5 do to the status of a ServiceRequest (clinical policies, "order control and status"). The filler's ORC-5
 * decides where it is there; most order controls say nothing about the status.
 *
 * @param status a FHIR request status; empty = unchanged
 * @param assumed the status holds only as long as nobody has said another
 * @param finding raised for what could not be done or understood; empty = none
 */
record OrderControl(String status, boolean assumed, String finding) {
    private static final OrderControl UNCHANGED = new OrderControl("", false, "");
    private static final OrderControl ASSUMED_ACTIVE = new OrderControl("active", true, "");

    private static final Map<String, String> ORDER_STATUS = Map.of(
            "A", "active",
            "CA", "revoked",
            "CM", "completed",
            "DC", "revoked",
            "ER", "entered-in-error",
            "HD", "on-hold",
            "IP", "active",
            "RP", "revoked",
            "SC", "active");

    /**
     * @param resultStatus OBR-25, which counts only where the filler gives no ORC-5: a final one completes the order
     * @throws Rejected for DE: the sender reports that its own data are wrong
     */
    static OrderControl of(String control, String orderStatus, String resultStatus, CancelRequest cancelRequest) {
        if (control.equals("DE")) {
            throw new Rejected(207, "data-errors-reported", "ORC-1");
        }
        if (!orderStatus.isEmpty()) {
            String status = ORDER_STATUS.getOrDefault(orderStatus, "");
            return new OrderControl(status, false, status.isEmpty() ? "unknown-order-status" : "");
        }
        if (resultStatus.equals("F")) {
            return new OrderControl("completed", false, "");
        }
        return ofControl(control, cancelRequest);
    }

    private static OrderControl ofControl(String control, CancelRequest cancelRequest) {
        return switch (control) {
            case "NW", "OK", "OE", "OF", "RO", "RL", "OR", "AF" -> new OrderControl("active", false, "");
            case "CA" ->
                cancelRequest == CancelRequest.FINAL
                        ? new OrderControl("revoked", false, "")
                        : new OrderControl("", false, "cancel-requested");
            case "CR", "OC", "DF", "DC", "DR", "OD", "RP", "RU", "RQ", "UA" -> new OrderControl("revoked", false, "");
            case "HD", "HR", "OH" -> new OrderControl("on-hold", false, "");
            case "UC", "UD", "UH", "UM", "UR", "UX" -> new OrderControl("", false, "order-request-refused");
            case "PA", "CH", "RE", "PR" -> ASSUMED_ACTIVE;
            case "" -> new OrderControl("active", true, "missing-order-control");
            case "XO", "XX", "XR", "SC", "SN", "NA", "SS", "SR" -> UNCHANGED;
            default -> new OrderControl("", false, "unknown-order-control");
        };
    }

    /** The status of ORC-5 alone, e.g. of a database column; empty for an unknown one. */
    static String ofOrderStatus(String orderStatus) {
        return ORDER_STATUS.getOrDefault(orderStatus, "");
    }

    /** Whether the order is put in the place of others. */
    static boolean replaces(String control) {
        return control.equals("RO");
    }

    static boolean isReplaced(String control) {
        return control.equals("RP") || control.equals("RU") || control.equals("RQ");
    }
}
