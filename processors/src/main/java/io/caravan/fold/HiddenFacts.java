package io.caravan.fold;

/** Hidden facts that the ledger and the unification of ids know; others belong to the rules of one type. */
public final class HiddenFacts {
    /** The patient as the newest record named it, before aliases. */
    public static final String OWNER = "#patient";

    /** A keyed hash of an identifier under which the resource is found. */
    public static final String LOOKUP = "#lookup[";

    /** The id that this one is another id of, see {@link Unification}. */
    public static final String SAME_AS = "#same-as[";

    /** An id that passed into this one, with all that was said under it. */
    public static final String PASSED = "#passed[";

    /** A resource that refers to this id. */
    public static final String REFERRER = "#referrer[";

    /** An id that this resource refers to, and the id that took its place: {@code #renamed[from/into]}. */
    public static final String RENAMED = "#renamed[";

    private HiddenFacts() {}

    /** Whether a fact says something of the resource itself, not only what its id stands for. */
    static boolean isOwn(String path) {
        return path.charAt(0) != '#'
                || !(path.startsWith(SAME_AS)
                        || path.startsWith(PASSED)
                        || path.startsWith(REFERRER)
                        || path.startsWith(RENAMED));
    }

    /** What stands between the brackets of a path with a key. */
    public static String key(String path) {
        return path.substring(path.indexOf('[') + 1, path.length() - 1);
    }
}
