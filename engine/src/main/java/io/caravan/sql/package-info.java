/** JDBC ceremony in one place: pool, transactions, migrations. */
@NullMarked
package io.caravan.sql;

import org.jspecify.annotations.NullMarked;
