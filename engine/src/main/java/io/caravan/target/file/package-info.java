/** Encrypted NDJSON files as target. */
@NullMarked
package io.caravan.target.file;

import org.jspecify.annotations.NullMarked;
