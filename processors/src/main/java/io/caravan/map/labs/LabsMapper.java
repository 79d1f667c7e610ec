package io.caravan.map.labs;

import io.caravan.hl7.Hl7Message;
import io.caravan.map.Mapped;
import io.caravan.map.Mapping;
import io.caravan.map.MappingContext;
import io.caravan.map.MessageMapper;
import io.caravan.message.Rejected;
import java.util.List;

/** Result messages (ORU, OUL): each OBR becomes a DiagnosticReport, its OBX Observations, its SPM Specimens. */
public final class LabsMapper implements MessageMapper {

    @Override
    public Mapped map(Hl7Message message, MappingContext context) {
        String type = message.type();
        if (!type.equals("ORU") && !type.equals("OUL")) {
            throw new Rejected(200, "unsupported-message-type", "MSH-9");
        }
        Mapping mapping = new Mapping(context, message);
        ResultMessage results = new ResultMessage(message, mapping);
        List<ReportGroup> groups = ReportGroups.read(message);
        if (groups.isEmpty()) {
            results.addPatientOnly();
        }
        groups.forEach(results::add);
        return mapping.mapped();
    }
}
