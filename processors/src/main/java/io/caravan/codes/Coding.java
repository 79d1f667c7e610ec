package io.caravan.codes;

/** A code of a code system; {@code display} may be empty. */
public record Coding(String system, String code, String display) {}
