/** An Apache Kafka topic as target: each resource sealed, keyed by its patient. */
@NullMarked
package io.caravan.target.kafka;

import org.jspecify.annotations.NullMarked;
