package io.caravan.window;

/** A change of windows that cannot be; the message says where and what to do. */
public final class WindowRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public WindowRefused(String message) {
        super(message);
    }
}
