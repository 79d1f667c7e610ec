package io.caravan.postgres;

/** The embedded server cannot do what is asked; the message is a sentence that says what to do. */
public final class ServerProblem extends RuntimeException {
    ServerProblem(String message) {
        super(message);
    }

    ServerProblem(String message, Throwable cause) {
        super(message, cause);
    }
}
