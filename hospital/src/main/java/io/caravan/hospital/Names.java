package io.caravan.hospital;

import java.util.List;
import java.util.random.RandomGenerator;

/** Words to make people of; invented, with the accents that real systems lose. */
final class Names {
    private static final List<String> FAMILIES = List.of(
            "Abbott",
            "Barreto",
            "Castellanos",
            "Dvořák",
            "Eriksen",
            "Fontaine",
            "García",
            "Håkansson",
            "Ibrahim",
            "Jankowski",
            "Kowalczyk",
            "Lindqvist",
            "Müller",
            "Nakamura",
            "O'Brien",
            "Petrov",
            "Quintero",
            "Rossi",
            "Sørensen",
            "Tanaka",
            "Umarov",
            "Vasquez",
            "Weiß",
            "Xu",
            "Yıldız",
            "Zimmermann",
            "Achterberg",
            "Bellweather",
            "Crowfoot",
            "Dunmore",
            "Eastwick",
            "Farrow");
    private static final List<String> WOMEN = List.of(
            "Ada", "Beatriz", "Chloë", "Dilnoza", "Elif", "Freya", "Grace", "Hanna", "Inés", "Jadwiga", "Keiko",
            "Lucía", "Maren", "Nadia", "Olga", "Priya");
    private static final List<String> MEN = List.of(
            "Adam",
            "Björn",
            "Carlos",
            "Dmitri",
            "Emre",
            "François",
            "George",
            "Hiro",
            "Ivan",
            "José",
            "Karl",
            "Luca",
            "Mehmet",
            "Noah",
            "Oskar",
            "Pavel");
    private static final List<String> STREETS =
            List.of("Maple Street", "Harbour Road", "Mill Lane", "Station Avenue", "Orchard Way", "River Drive");
    private static final List<String> CITIES =
            List.of("Albany", "Burlington", "Concord", "Dover", "Elmira", "Fairport", "Geneva", "Hudson");

    private Names() {}

    static String family(RandomGenerator random) {
        return pick(FAMILIES, random);
    }

    static String given(boolean female, RandomGenerator random) {
        return pick(female ? WOMEN : MEN, random);
    }

    static String street(RandomGenerator random) {
        return (1 + random.nextInt(240)) + " " + pick(STREETS, random);
    }

    static String city(RandomGenerator random) {
        return pick(CITIES, random);
    }

    static <T> T pick(List<T> from, RandomGenerator random) {
        return from.get(random.nextInt(from.size()));
    }
}
