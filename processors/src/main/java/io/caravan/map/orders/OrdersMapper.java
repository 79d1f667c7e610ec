package io.caravan.map.orders;

import io.caravan.fhir.FhirIds;
import io.caravan.fold.Change;
import io.caravan.fold.ResourceKey;
import io.caravan.fold.ResourceType;
import io.caravan.fold.Unification;
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
import io.caravan.map.orders.ServiceRequestWriter.Replaced;
import io.caravan.message.Finding;
import io.caravan.message.Rejected;
import java.util.ArrayList;
import java.util.HashSet;
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
        Mapping mapping = new Mapping(context, message);
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
        Visits visits = new Visits(mapping, patient);
        Set<ResourceKey> taken = new HashSet<>(2);
        List<Replaced> replaced = new ArrayList<>(0);
        boolean replacing = false;
        for (OrderGroup group : groups) {
            if (group.isPharmacy()) {
                continue;
            }
            Version version = Versions.ofOrder(message, group.orc(), mapping);
            if (taken.isEmpty()) {
                patients.addProvisional(patient, pid, version);
                visits.addProvisional(message.first("PV1"), version);
            }
            Optional<ResourceKey> encounter =
                    visits.ofPv1(message.first("PV1")).map(visit -> visit.key(ResourceType.ENCOUNTER));
            OrderIdentity identity = orders.of(group.orc(), group.obr());
            ServiceRequestWriter writer =
                    new ServiceRequestWriter(mapping, patient, version, key(identity, group, taken));
            writer.write(group, identity, orders);
            writer.add(group, new OrderSamples(mapping, patient, orders), new OrderAnswers(mapping, patient, version));
            encounter.ifPresent(writer::encounter);
            unify(identity, group, writer.key(), taken, mapping);
            String control = group.orc().text(1).strip();
            if (OrderControl.isReplaced(control)) {
                if (replacing) {
                    replaced.clear();
                }
                replaced.add(new Replaced(identity, writer.key()));
                replacing = false;
            } else if (OrderControl.replaces(control)) {
                writer.replaces(replaced);
                replacing = true;
            }
            writer.finish();
        }
    }

    /** Several services ordered under one number are several ServiceRequests: the first has the number's id. */
    private static ResourceKey key(OrderIdentity identity, OrderGroup group, Set<ResourceKey> taken) {
        ResourceKey key = identity.key(ResourceType.SERVICE_REQUEST);
        if (taken.add(key) || group.obr().isAbsent()) {
            return key;
        }
        return further(key, group);
    }

    private static ResourceKey further(ResourceKey first, OrderGroup group) {
        String service = group.obr().text(4) + "|" + group.obr().text(4, 3);
        return new ResourceKey(
                first.type(), FhirIds.id("ServiceRequest", first.id().toString(), service));
    }

    /** The filler's number stands for what the placer's stands for: also for the second service under the same numbers. */
    private static void unify(
            OrderIdentity identity, OrderGroup group, ResourceKey order, Set<ResourceKey> taken, Mapping mapping) {
        if (identity.placer().isEmpty() || identity.filler().isEmpty()) {
            return;
        }
        ResourceKey passing = identity.filler().get().key(ResourceType.SERVICE_REQUEST);
        boolean first = identity.find(ResourceType.SERVICE_REQUEST).equals(Optional.of(order));
        boolean free = taken.add(passing);
        mapping.add(Unification.sameAs(first || free ? passing : further(passing, group), order.id()));
    }

    private static Mapped both(Mapped one, Mapped other) {
        List<Change> changes = new ArrayList<>(one.changes());
        changes.addAll(other.changes());
        List<Finding> findings = new ArrayList<>(one.findings());
        findings.addAll(other.findings());
        return Mapped.of(changes, findings);
    }
}
