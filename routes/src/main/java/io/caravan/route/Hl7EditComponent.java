package io.caravan.route;

import io.caravan.hl7.Hl7Message;
import io.caravan.map.Mapped;
import java.util.Map;
import java.util.function.Function;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.DefaultProducer;

/**
 * {@code hl7edit:set?field=PID-8&value=U}, {@code hl7edit:drop?field=PID-19} or {@code ?segment=NK1}, {@code
 * hl7edit:move?from=PID-2&to=PID-4}, {@code hl7edit:exclude?rule=test-patients}: what an interface engineer needs to fit a
 * site's messages. Endpoints rather than beans, so that a wrong place is found when the file is checked. Pages of rows pass
 * unchanged: their SELECT is the place to fit them.
 */
final class Hl7EditComponent extends DefaultComponent {

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) {
        Function<Hl7Message, Object> edit = switch (remaining) {
            case "set" -> {
                Hl7Edit.Place place = place(parameters, "field");
                String value = value(parameters);
                yield message -> Hl7Edit.set(message, place, value);
            }
            case "drop" -> drop(parameters);
            case "move" -> {
                Hl7Edit.Place from = place(parameters, "from");
                Hl7Edit.Place to = place(parameters, "to");
                yield message -> Hl7Edit.move(message, from, to);
            }
            case "exclude" -> {
                String rule = text(parameters, "rule");
                yield message -> Mapped.excluded(rule);
            }
            default ->
                throw new IllegalArgumentException(
                        "hl7edit: does set, drop, move and exclude, not \"" + remaining + "\"");
        };
        return new EditEndpoint(uri, this, edit);
    }

    private Function<Hl7Message, Object> drop(Map<String, Object> parameters) {
        if (parameters.containsKey("segment")) {
            String segment = Hl7Edit.segment(text(parameters, "segment"));
            return message -> Hl7Edit.dropSegments(message, segment);
        }
        Hl7Edit.Place place = place(parameters, "field");
        return message -> Hl7Edit.set(message, place, "");
    }

    private Hl7Edit.Place place(Map<String, Object> parameters, String name) {
        return Hl7Edit.Place.of(text(parameters, name));
    }

    private String value(Map<String, Object> parameters) {
        String value = text(parameters, "value");
        if (value.indexOf('\r') >= 0 || value.indexOf('\n') >= 0) {
            throw new IllegalArgumentException("A value must not contain a line end");
        }
        return value;
    }

    private String text(Map<String, Object> parameters, String name) {
        String text = getAndRemoveParameter(parameters, name, String.class, "");
        if (text.isEmpty()) {
            throw new IllegalArgumentException("hl7edit: needs the parameter " + name);
        }
        return text;
    }

    private static final class EditEndpoint extends DefaultEndpoint {
        private final Function<Hl7Message, Object> edit;

        EditEndpoint(String uri, Hl7EditComponent component, Function<Hl7Message, Object> edit) {
            super(uri, component);
            this.edit = edit;
        }

        @Override
        public Producer createProducer() {
            return new DefaultProducer(this) {
                @Override
                public void process(Exchange exchange) {
                    if (exchange.getIn().getBody() instanceof Hl7Message message) {
                        exchange.getIn().setBody(edit.apply(message));
                    }
                }
            };
        }

        @Override
        public Consumer createConsumer(Processor processor) {
            throw new UnsupportedOperationException("hl7edit: is a step; a route cannot begin with it");
        }
    }
}
