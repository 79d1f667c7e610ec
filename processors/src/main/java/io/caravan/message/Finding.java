package io.caravan.message;

/**
 * A data-quality observation that does not stop a record.
 *
 * @param code stable code, e.g. {@code unmapped-code}
 * @param place where: segment and field ({@code OBX-3}) or column name; never a value
 */
public record Finding(String code, String place) {}
