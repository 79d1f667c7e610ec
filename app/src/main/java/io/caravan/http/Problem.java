package io.caravan.http;

/** A request that is not done; the sentence goes to the client and holds no patient data. */
final class Problem extends RuntimeException {
    private final int status;
    private final String code;

    Problem(int status, String code, String sentence) {
        super(sentence, null, false, false);
        this.status = status;
        this.code = code;
    }

    static Problem badRequest(String sentence) {
        return new Problem(400, "invalid", sentence);
    }

    static Problem notFound(String sentence) {
        return new Problem(404, "not-found", sentence);
    }

    static Problem conflict(String sentence) {
        return new Problem(409, "conflict", sentence);
    }

    int status() {
        return status;
    }

    /** Of the FHIR value set issue-type. */
    String code() {
        return code;
    }

    String sentence() {
        return String.valueOf(getMessage());
    }
}
