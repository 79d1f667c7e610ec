package io.caravan.config;

/**
 * Something wrong in the configuration.
 *
 * @param key the key, or the file
 * @param text what is wrong
 * @param remedy what to write instead
 */
public record ConfigProblem(String key, String text, String remedy) {

    @Override
    public String toString() {
        return key + ": " + text + "; " + remedy;
    }
}
