package io.caravan.map.medications;

import io.caravan.hl7.Hl7Message;
import io.caravan.hl7.Segment;
import java.util.ArrayList;
import java.util.List;

/** Cuts a pharmacy message into its orders. */
final class OrderGroups {
    private OrderGroups() {}

    static List<OrderGroup> read(Hl7Message message) {
        List<OrderGroup> groups = new ArrayList<>(2);
        Segment pid = Segment.ABSENT;
        Segment pv1 = Segment.ABSENT;
        OrderGroup group = null;
        for (Segment segment : message.segments()) {
            switch (segment.name()) {
                case "PID" -> {
                    pid = segment;
                    pv1 = Segment.ABSENT;
                    group = null;
                }
                case "PV1" -> pv1 = segment;
                case "ORC" -> {
                    group = new OrderGroup(pid, pv1, segment);
                    groups.add(group);
                }
                default -> {
                    if (group != null) {
                        group.take(segment);
                    }
                }
            }
        }
        return groups;
    }
}
