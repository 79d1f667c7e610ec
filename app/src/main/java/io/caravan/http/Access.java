package io.caravan.http;

import io.caravan.user.Right;
import io.javalin.security.RouteRole;

/** Who may ask for a path. */
sealed interface Access extends RouteRole {

    /** Anybody: tells nothing but whether Caravan is well. */
    record Open() implements Access {}

    /** A user with this right, for some class at least; the path itself looks whether it is the right class. */
    record Needs(Right right) implements Access {}

    /** Beside a right: a POST that only asks, because what it asks must not stand in an address. Its answer is not kept. */
    record Question() implements Access {}
}
