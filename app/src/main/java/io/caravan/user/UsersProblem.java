package io.caravan.user;

/** The users file cannot be used, or a change to it is refused; the message is a sentence. */
public final class UsersProblem extends RuntimeException {
    UsersProblem(String message) {
        super(message, null, false, false);
    }
}
