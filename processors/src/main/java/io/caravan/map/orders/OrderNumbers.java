package io.caravan.map.orders;

import io.caravan.fhir.Fragments;
import io.caravan.fhir.Identifier;
import io.caravan.fhir.Json;
import io.caravan.fold.Change;
import io.caravan.hl7.Segment;
import io.caravan.map.identity.Orders;

/** The numbers of an order beside the placer's and the filler's: none of them keys it. */
final class OrderNumbers {
    private static final int LONGEST_UID = 64;

    private OrderNumbers() {}

    static void write(OrderGroup group, Fragments fragments, Change.Builder change) {
        Segment orc = group.orc();
        fragments.entity(orc.first(4), "", "PGN", "ORC-4").ifPresent(number -> {
            change.set("requisition", number.json());
            lookup(number, change);
        });
        fragments
                .identifier(orc.has(33) ? orc.first(33) : group.obr().first(53), "", Orders.PLACER, "ORC-33")
                .ifPresent(number -> add(number, change));
        fragments.entity(orc.first(38), "", "FGN", "ORC-38").ifPresent(number -> add(number, change));
        for (Segment imaging : group.imaging()) {
            fragments.entity(imaging.first(1), "", "ACSN", "IPC-1").ifPresent(number -> add(number, change));
            study(imaging.text(3).strip(), change);
        }
    }

    /** As the ImagingStudy of the same UID has it, so that the two are found together. */
    private static void study(String uid, Change.Builder change) {
        if (isUid(uid)) {
            change.set(
                    "identifier[study-" + uid + "]",
                    "{\"system\":\"urn:dicom:uid\",\"value\":" + Json.string("urn:oid:" + uid) + "}");
            change.lookup("urn:dicom:uid", "urn:oid:" + uid);
        }
    }

    private static void add(Identifier number, Change.Builder change) {
        change.set(number.path(), number.json());
        lookup(number, change);
    }

    private static void lookup(Identifier number, Change.Builder change) {
        if (number.hasSystem()) {
            change.lookup(number.system(), number.value());
        }
    }

    /** Digits and dots, at least one of these, none at an end or beside another; DICOM allows 64 characters. */
    private static boolean isUid(String text) {
        boolean dotted = false;
        char before = '.';
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '.' ? before == '.' : c < '0' || c > '9') {
                return false;
            }
            dotted |= c == '.';
            before = c;
        }
        return dotted && before != '.' && text.length() <= LONGEST_UID && text.charAt(0) <= '2';
    }
}
