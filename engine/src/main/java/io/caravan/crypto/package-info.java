/** Sealing and opening of everything that holds patient data, and keyed hashes to look it up. The only package with Tink or javax.crypto. */
@NullMarked
package io.caravan.crypto;

import org.jspecify.annotations.NullMarked;
