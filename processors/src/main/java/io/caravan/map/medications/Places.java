package io.caravan.map.medications;

/** Where RXO, RXE and RXG have the same thing; 0 where a segment has no such field. */
record Places(
        String segment,
        int code,
        int least,
        int greatest,
        int unit,
        int form,
        int instruction,
        int text,
        int substitution,
        int amount,
        int per,
        int rate,
        int strength,
        int volume,
        int daily,
        int type) {
    static final Places RXO = new Places("RXO", 1, 2, 3, 4, 5, 6, 7, 9, 11, 17, 21, 18, 25, 23, 27);
    static final Places RXE = new Places("RXE", 2, 3, 4, 5, 6, 21, 7, 9, 10, 22, 23, 25, 33, 19, 44);
    static final Places RXG = new Places("RXG", 4, 5, 6, 7, 8, 13, 9, 0, 0, 14, 15, 17, 23, 0, 0);

    String of(int field) {
        return segment + "-" + field;
    }
}
