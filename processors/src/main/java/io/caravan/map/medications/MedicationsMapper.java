package io.caravan.map.medications;

import io.caravan.hl7.Hl7Message;
import io.caravan.map.Mapped;
import io.caravan.map.Mapping;
import io.caravan.map.MappingContext;
import io.caravan.map.MessageMapper;
import io.caravan.message.Rejected;
import java.util.List;

/**
 * Pharmacy messages: OMP and RDE (one MedicationRequest for both), RAS, RDS, RGV, and ORM with RXO. RGV tells a nurse to give:
 * nothing has been given yet, so it makes no administration, and its drug, dose and route fill an order that has not come.
 */
public final class MedicationsMapper implements MessageMapper {

    @Override
    public Mapped map(Hl7Message message, MappingContext context) {
        switch (message.type()) {
            case "OMP", "RDE", "RAS", "RDS", "RGV", "ORM" -> {}
            default -> throw new Rejected(200, "unsupported-message-type", "MSH-9");
        }
        List<OrderGroup> groups = OrderGroups.read(message);
        if (groups.isEmpty()) {
            throw new Rejected(101, "missing-order", "ORC");
        }
        List<OrderGroup> medications =
                groups.stream().filter(OrderGroup::isMedication).toList();
        if (medications.isEmpty()) {
            return Mapped.excluded("not-a-medication-order");
        }
        Mapping mapping = new Mapping(context, message);
        PharmacyMessage pharmacy = new PharmacyMessage(message, mapping);
        medications.forEach(pharmacy::add);
        return mapping.mapped();
    }
}
