package io.caravan.map.adt;

import io.caravan.fold.Version;
import io.caravan.hl7.Hl7Message;
import io.caravan.hl7.Segment;
import io.caravan.map.Mapping;
import io.caravan.message.Rejected;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The groups of a message that merges, moves or renumbers: each MRG with the PID before it and the PV1 after it. Each group is
 * all or nothing, in their order; one that cannot go on makes the message a dead letter, and stops no other.
 */
final class MergeGroups {
    private final Mapping mapping;
    private final Version version;

    MergeGroups(Mapping mapping, Version version) {
        this.mapping = mapping;
        this.version = version;
    }

    /** @param pv1 absent where the event's structure has none */
    record Group(Segment pid, Segment mrg, Segment pv1) {}

    /** What one group means. */
    @FunctionalInterface
    interface Meaning {
        /** @throws Rejected where the group cannot go on */
        void write(Group group, Mapping mapping, Version version);
    }

    /** @throws Rejected where no group can go on */
    void write(Hl7Message message, Meaning meaning) {
        List<Group> groups = of(message);
        if (groups.isEmpty()) {
            throw new Rejected(101, "missing-merge", "MRG-1");
        }
        int written = 0;
        Optional<Rejected> first = Optional.empty();
        for (int i = 0; i < groups.size(); i++) {
            Mapping part = new Mapping(mapping.context(), message);
            try {
                meaning.write(groups.get(i), part, nth(i));
                mapping.addAll(part);
                written++;
            } catch (Rejected e) {
                mapping.refuse(e);
                first = first.or(() -> Optional.of(e));
            }
        }
        if (written == 0 && first.isPresent()) {
            throw first.get();
        }
    }

    /** A later group of a message is newer than an earlier one. */
    private Version nth(int index) {
        return new Version(version.rank(), version.micros(), version.tie() + index);
    }

    private static List<Group> of(Hl7Message message) {
        List<Group> groups = new ArrayList<>(1);
        Segment pid = Segment.ABSENT;
        for (Segment segment : message.segments()) {
            if (segment.is("PID")) {
                pid = segment;
            } else if (segment.is("MRG")) {
                groups.add(new Group(pid, segment, Segment.ABSENT));
            } else if (segment.is("PV1") && !groups.isEmpty()) {
                Group last = groups.remove(groups.size() - 1);
                groups.add(new Group(last.pid(), last.mrg(), last.pv1() == Segment.ABSENT ? segment : last.pv1()));
            }
        }
        return groups;
    }
}
