package io.caravan.route;

import io.caravan.backfill.RowPage;
import io.caravan.hl7.Hl7Message;
import io.caravan.map.Mapped;
import io.caravan.message.DataClass;
import org.apache.camel.Exchange;

/**
 * The bean {@code adtMapper}, {@code ordersMapper}, ... of the route files. Public so that Camel may call it.
 *
 * <p>One method for messages and pages, so that live feed and backfill share every line of their route.
 */
public final class MapperStep {
    private final DataClass dataClass;
    private final Knowledge knowledge;

    MapperStep(DataClass dataClass, Knowledge knowledge) {
        this.dataClass = dataClass;
        this.knowledge = knowledge;
    }

    /** The registry name of a class's mapper. */
    static String nameOf(DataClass dataClass) {
        return dataClass.label() + "Mapper";
    }

    /** @throws io.caravan.message.Rejected where a message cannot go on; a row that cannot never stops its page */
    public Object map(Exchange exchange) {
        Object body = exchange.getIn().getBody();
        if (body instanceof Mapped) {
            return body;
        }
        String source = Delivery.of(exchange).source();
        if (body instanceof Hl7Message message) {
            return knowledge.messages(dataClass).map(message, knowledge.context(source));
        }
        if (body instanceof RowPage page) {
            return page.map(knowledge.rows(dataClass), knowledge.context(source));
        }
        throw new IllegalStateException(nameOf(dataClass) + " takes messages and pages of rows, not "
                + (body == null ? "nothing" : body.getClass().getSimpleName()));
    }
}
