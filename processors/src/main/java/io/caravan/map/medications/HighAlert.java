package io.caravan.map.medications;

import io.caravan.codes.CodeMaps;
import io.caravan.hl7.Repetition;
import java.util.Locale;

/**
 * Whether a drug is on the site's list {@code high-alert}: by its code, or by a word or two words of its name, in lower case.
 * A list that misses the site's own spelling misses the drug, so it is the site's to keep.
 */
final class HighAlert {
    static final String FACT = "#high-alert";
    private static final String MAP = "high-alert";

    private HighAlert() {}

    static boolean isListed(Repetition drug, CodeMaps codes) {
        return isListed(drug.text(1), drug.text(2), codes)
                || isListed(drug.text(4), drug.text(5), codes)
                || isListed("", drug.text(9), codes);
    }

    static boolean isListed(String code, String name, CodeMaps codes) {
        if (!codes.maps().containsKey(MAP)) {
            return false;
        }
        return !code.isBlank() && codes.find(MAP, code.strip()).isPresent() || isNamed(name, codes);
    }

    private static boolean isNamed(String name, CodeMaps codes) {
        String before = "";
        int at = 0;
        String text = name.toLowerCase(Locale.ROOT);
        while (at < text.length()) {
            int end = at;
            while (end < text.length() && Character.isLetter(text.charAt(end))) {
                end++;
            }
            if (end == at) {
                at++;
                continue;
            }
            String word = text.substring(at, end);
            if (codes.find(MAP, word).isPresent()
                    || codes.find(MAP, before + " " + word).isPresent()) {
                return true;
            }
            before = word;
            at = end;
        }
        return false;
    }
}
