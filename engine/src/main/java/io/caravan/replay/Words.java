package io.caravan.replay;

import java.util.Locale;

/** Names as people read them. */
final class Words {
    private Words() {}

    static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
