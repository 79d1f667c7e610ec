/** Code maps that a site edits, and the closed table of assigning authorities. */
@NullMarked
package io.caravan.codes;

import org.jspecify.annotations.NullMarked;
