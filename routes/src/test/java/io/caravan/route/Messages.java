package io.caravan.route;

import io.caravan.message.DataClass;

/** Messages that listeners take, with a planted name that must never be seen in a log. */
final class Messages {
    static final String PLANTED = "Xyzzyplanted";

    private Messages() {}

    static String of(DataClass dataClass, String controlId) {
        return of(dataClass, controlId, "V1");
    }

    static String of(DataClass dataClass, String controlId, String visit) {
        String type = switch (dataClass) {
            case ADT -> "ADT^A01";
            case ORDERS -> "ORM^O01";
            case LABS -> "ORU^R01";
            case MEDICATIONS -> "RDE^O11";
        };
        return "MSH|^~\\&|APP|FAC|CARAVAN|HOSP|20260301120000||" + type + "|" + controlId + "|P|2.5.1\r"
                + "EVN|A01|20260301120000\r"
                + "PID|1||100" + controlId.length() + "^^^HOSP^MR||" + PLANTED + "^Ann||19500101|F\r"
                + "PV1|1|I|W^1^A||||||||||||||||" + visit + "\r";
    }
}
