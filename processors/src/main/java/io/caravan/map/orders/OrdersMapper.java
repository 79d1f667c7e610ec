package io.caravan.map.orders;

import io.caravan.fold.Change;
import io.caravan.fold.ResourceKey;
import io.caravan.fold.ResourceType;
import io.caravan.fold.Version;
import io.caravan.hl7.Hl7Message;
import io.caravan.hl7.Segment;
import io.caravan.map.Mapped;
import io.caravan.map.Mapping;
import io.caravan.map.MappingContext;
import io.caravan.map.MessageMapper;
import io.caravan.map.Versions;
import io.caravan.map.identity.OrderIdentity;
import io.caravan.map.identity.Orders;
import io.caravan.map.identity.PatientIdentity;
import io.caravan.map.identity.Patients;
import io.caravan.map.identity.Visits;
import io.caravan.message.Finding;
import io.caravan.message.Rejected;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Order messages (ORM, OML, OMG, OMI) to ServiceRequest, one for each pair of ORC and OBR. */
public final class OrdersMapper implements MessageMapper {
    private static final Set<String> TYPES = Set.of("ORM", "OML", "OMG", "OMI");

    private final MessageMapper pharmacy;

    /** @param pharmacy maps the drug orders (RXO) that come in an ORM: they are no ServiceRequests */
    public OrdersMapper(MessageMapper pharmacy) {
        this.pharmacy = pharmacy;
    }

    @Override
    public Mapped map(Hl7Message message, MappingContext context) {
        if (!TYPES.contains(message.type())) {
            return Mapped.excluded("message-not-carried");
        }
        List<OrderGroup> groups = OrderGroup.read(message);
        if (groups.isEmpty()) {
            throw new Rejected(101, "missing-order", "ORC");
        }
        if (groups.stream().allMatch(OrderGroup::isPharmacy)) {
            return pharmacy.map(message, context);
        }
        Mapping mapping = new Mapping(context);
        services(message, groups, mapping);
        Mapped services = mapping.mapped();
        return groups.stream().anyMatch(OrderGroup::isPharmacy)
                ? both(services, pharmacy.map(message, context))
                : services;
    }

    private static void services(Hl7Message message, List<OrderGroup> groups, Mapping mapping) {
        Segment pid = message.first("PID");
        Patients patients = new Patients(mapping);
        PatientIdentity patient = patients.ofPid(pid, message);
        Orders orders = new Orders(mapping, patient);
        Optional<ResourceKey> encounter = new Visits(mapping, patient)
                .ofPv1(message.first("PV1"))
                .map(visit -> visit.key(ResourceType.ENCOUNTER));
        List<ResourceKey> replaced = new ArrayList<>(0);
        boolean first = true;
        for (OrderGroup group : groups) {
            if (group.isPharmacy()) {
                continue;
            }
            Version version = Versions.ofOrder(message, group.orc(), mapping);
            if (first) {
                patients.addProvisional(patient, pid, version);
                first = false;
            }
            OrderIdentity identity = orders.of(group.orc(), group.obr());
            ServiceRequestWriter writer =
                    new ServiceRequestWriter(mapping, patient, version, identity.key(ResourceType.SERVICE_REQUEST));
            writer.write(group, identity, orders);
            encounter.ifPresent(writer::encounter);
            String control = group.orc().text(1);
            if (OrderControl.isReplaced(control)) {
                replaced.add(writer.key());
            } else if (OrderControl.replaces(control)) {
                writer.replaces(replaced);
            }
            writer.finish();
        }
    }

    private static Mapped both(Mapped one, Mapped other) {
        List<Change> changes = new ArrayList<>(one.changes());
        changes.addAll(other.changes());
        List<Finding> findings = new ArrayList<>(one.findings());
        findings.addAll(other.findings());
        return Mapped.of(changes, findings);
    }
}
