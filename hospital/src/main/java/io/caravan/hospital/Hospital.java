package io.caravan.hospital;

import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * A hospital of any size. Patient number n of a seed is always the same person with the same history, whatever the size, and
 * is made when asked for: a million patients need no memory.
 *
 * @param patients how many
 * @param ordersPerPatient how many laboratory orders each has; each gives a panel of five results
 */
public record Hospital(long seed, int patients, int ordersPerPatient) {

    public Hospital {
        if (patients < 1 || ordersPerPatient < 0) {
            throw new IllegalArgumentException(
                    "a hospital needs at least one patient, and no negative number of orders");
        }
    }

    /** The usual mix: three laboratory orders a patient. */
    public static Hospital of(long seed, int patients) {
        return new Hospital(seed, patients, 3);
    }

    public Stream<Person> people() {
        return LongStream.range(0, patients).mapToObj(number -> Person.of(seed, number, ordersPerPatient));
    }

    public Person person(long number) {
        return Person.of(seed, number, ordersPerPatient);
    }
}
