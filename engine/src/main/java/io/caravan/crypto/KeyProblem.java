package io.caravan.crypto;

/** The keys cannot be used; the message names the file and the remedy, never a key or a password. */
public final class KeyProblem extends RuntimeException {
    KeyProblem(String message) {
        super(message);
    }

    KeyProblem(String message, Throwable cause) {
        super(message, cause);
    }
}
