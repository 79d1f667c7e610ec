package io.caravan.window;

/**
 * What is wrong with windows as people wrote them.
 *
 * @param line from 1; 0 where it is of no one line
 * @param key the path of keys that leads there, such as {@code windows.nights.zone}
 * @param text what is wrong, and what would be right
 */
public record PlanProblem(String file, int line, String key, String text) {

    @Override
    public String toString() {
        return file + (line > 0 ? " line " + line : "") + (key.isEmpty() ? "" : ", " + key) + ": " + text;
    }
}
