package io.caravan.bench;

import io.caravan.hospital.Hospital;
import io.caravan.hospital.Traffic;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Messages of a round, framed beforehand. No two rounds share a patient. */
final class Messages {
    private static final long SEED = 7;
    private static final Hospital HOSPITAL = new Hospital(SEED, Integer.MAX_VALUE, 3);

    private long nextPatient;

    /** @param dataClass whose listener it is for */
    record Framed(String dataClass, byte[] bytes) {}

    /** Half are admissions of new patients, then each of them is updated: PID and PV1, so a Patient and an Encounter. */
    List<Framed> admissions(int count) {
        List<Framed> admissions = new ArrayList<>(count);
        List<Framed> updates = new ArrayList<>(count / 2);
        for (int i = 0; i < (count + 1) / 2; i++) {
            String update = Traffic.of(HOSPITAL.person(nextPatient++)).get(0).text();
            StringBuilder kept = new StringBuilder();
            for (String segment : update.split("\r")) {
                if (segment.matches("(?s)(MSH|EVN|PID|PV1).*")) {
                    kept.append(segment).append('\r');
                }
            }
            admissions.add(framed("adt", kept.toString().replace("A08", "A01").replace("555-999-", "555-111-")));
            updates.add(framed("adt", kept.toString().replace("-1|P|", "-2|P|")));
        }
        admissions.addAll(updates);
        return admissions.subList(0, count);
    }

    /** Whole days of the sample hospital's patients: all classes, with what is dirty in them. */
    List<Framed> mix(int count) {
        List<Framed> mix = new ArrayList<>(count + 20);
        while (mix.size() < count) {
            for (Traffic.Message message : Traffic.of(HOSPITAL.person(nextPatient++))) {
                mix.add(framed(message.dataClass(), message.text()));
            }
        }
        return mix.subList(0, count);
    }

    private static Framed framed(String dataClass, String text) {
        return new Framed(dataClass, ("\u000b" + text + "\u001c\r").getBytes(StandardCharsets.UTF_8));
    }
}
