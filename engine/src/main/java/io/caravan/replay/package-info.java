/** Bulk work on what is there already, as jobs: dead letters replayed, resources delivered again. */
@NullMarked
package io.caravan.replay;

import org.jspecify.annotations.NullMarked;
