package io.caravan.deadletter;

/**
 * What ran when a letter failed: digests, so that one sees whether it would run otherwise now. Empty where not known.
 *
 * @param route of the class's route file
 * @param map of the code maps
 */
public record Ran(String route, String map) {
    public static final Ran UNKNOWN = new Ran("", "");
}
