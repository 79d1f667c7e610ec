/** What a site sets: read once, checked whole, handed on as values. Nothing else reads files of configuration or environment. */
@NullMarked
package io.caravan.config;

import org.jspecify.annotations.NullMarked;
