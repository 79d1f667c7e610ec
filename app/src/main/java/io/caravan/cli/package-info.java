/** The command line: one class a command. Commands of operation talk to a running Caravan over its HTTP API. */
@NullMarked
package io.caravan.cli;

import org.jspecify.annotations.NullMarked;
