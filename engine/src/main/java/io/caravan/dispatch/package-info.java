/** Journaled messages to their handlers: one patient in order, one at a time; patients in parallel. */
@NullMarked
package io.caravan.dispatch;

import org.jspecify.annotations.NullMarked;
