package io.caravan.http;

import io.caravan.user.Right;
import io.javalin.security.RouteRole;

/** Who may ask for a path. */
sealed interface Access extends RouteRole {

    /** Anybody: tells nothing but whether Caravan is well. */
    record Open() implements Access {}

    /** A user with this right. */
    record Needs(Right right) implements Access {}
}
