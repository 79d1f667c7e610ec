package io.caravan.route;

import io.caravan.message.DataClass;
import io.caravan.route.ClassComponent.ClassEndpoint;
import java.time.InstantSource;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.Component;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.StartupSummaryLevel;
import org.apache.camel.component.kafka.KafkaComponent;
import org.apache.camel.component.kafka.KafkaConfiguration;
import org.apache.camel.component.kafka.PollOnError;
import org.apache.camel.component.kafka.consumer.DefaultKafkaManualCommitFactory;
import org.apache.camel.component.properties.PropertiesComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.impl.engine.DefaultComponentResolver;
import org.apache.camel.impl.engine.DefaultLanguageResolver;
import org.apache.camel.spi.ComponentResolver;
import org.apache.camel.spi.LanguageResolver;
import org.apache.camel.support.processor.DefaultExchangeFormatter;

/**
 * Builds the Camel context in which route files are run, and in which they are checked: the same components, the same limits on
 * what a file may reach.
 */
final class Spine implements AutoCloseable {
    /** Components that Camel may look up by itself; the others are added by hand. */
    private static final Set<String> FOUND = Set.of("direct", "bean");

    /** The language bean is what simple calls methods with; {@link RouteCheck} says which. */
    private static final Set<String> LANGUAGES = Set.of("simple", "constant", "exchangeProperty", "bean");

    private final RouteSettings settings;
    private final Feeds feeds;
    private final RoutePorts ports;
    private final InstantSource clock;
    private final ClassHealth health = new ClassHealth();
    private final LaterAnswers later;
    private final NumberedLinks numbered;
    private final Reception reception;
    private final Waiting waiting;

    Spine(RouteSettings settings, Feeds feeds, RoutePorts ports, InstantSource clock) {
        this.settings = settings;
        this.feeds = feeds;
        this.ports = ports;
        this.clock = clock;
        Refused refused = new Refused(ports.links().refusals(), clock);
        this.later = new LaterAnswers(ports.links().endings());
        this.numbered = new NumberedLinks(ports.links().sequences(), refused);
        this.reception = new Reception(
                ports.journal(), health, refused, numbered, later, ports.links().fragments());
        this.waiting = new Waiting(reception, clock);
    }

    /** From now on it learns what became of messages whose target was away; not while routes are only checked. */
    void follow() {
        ports.ledger().follow(later);
    }

    /** Ends its threads; the context is the caller's. */
    @Override
    public void close() {
        waiting.close();
        numbered.close();
        later.close();
    }

    ClassHealth health() {
        return health;
    }

    Reception reception() {
        return reception;
    }

    /** Not started, and without routes. */
    DefaultCamelContext context(String name) throws Exception {
        DefaultCamelContext context = new DefaultCamelContext(false);
        context.getCamelContextExtension().setName(name);
        quiet(context);
        fence(context);
        placeholders(context);
        for (DataClass dataClass : DataClass.values()) {
            context.getRegistry().bind(MapperStep.nameOf(dataClass), new MapperStep(dataClass, ports.knowledge()));
        }
        Desks desks = new Desks(ports.knowledge(), clock);
        ownComponents(context, desks);
        context.addComponent("netty", MllpListener.component(settings, desks));
        context.addComponent("file", new FolderComponent(clock));
        context.addComponent("kafka", topics());
        context.addRoutesConfigurations(new DurableDelivery());
        return context;
    }

    /** Only those of the settings: neither the environment nor a file nobody named may change where data goes. */
    private void placeholders(DefaultCamelContext context) {
        PropertiesComponent placeholders = new PropertiesComponent();
        placeholders.setInitialProperties(feeds.placeholders());
        placeholders.setEnvironmentVariableMode(PropertiesComponent.ENVIRONMENT_VARIABLES_MODE_NEVER);
        placeholders.setSystemPropertiesMode(PropertiesComponent.SYSTEM_PROPERTIES_MODE_NEVER);
        placeholders.setAutoDiscoverPropertiesSources(false);
        context.setPropertiesComponent(placeholders);
    }

    /** Nothing that shows or keeps a body: no history, tracing, debugging, JMX. */
    private static void quiet(DefaultCamelContext context) {
        context.disableJMX();
        context.setStartupSummaryLevel(StartupSummaryLevel.Off);
        context.setMessageHistory(false);
        context.setTracing(false);
        context.setBacklogTracing(false);
        context.setDebugging(false);
        context.setStreamCaching(false);
        context.setAllowUseOriginalMessage(false);
        context.setUseBreadcrumb(false);
        context.setLogMask(true);
        context.setLogExhaustedMessageBody(false);
        context.getInflightRepository().setInflightBrowseEnabled(false);
        DefaultExchangeFormatter formatter = new DefaultExchangeFormatter();
        formatter.setShowBody(false);
        formatter.setShowBodyType(false);
        formatter.setShowHeaders(false);
        formatter.setShowProperties(false);
        formatter.setShowException(false);
        context.getRegistry().bind("exchangeFormatter", formatter);
    }

    /** A route file reaches no component and no language that is not named here, also where its check was left out. */
    private static void fence(DefaultCamelContext context) {
        ComponentResolver components = new DefaultComponentResolver();
        context.getCamelContextExtension().addContextPlugin(ComponentResolver.class, new ComponentResolver() {
            @Override
            public Component resolveComponent(String name, CamelContext camelContext) throws Exception {
                if (!FOUND.contains(name)) {
                    throw new RuntimeCamelException("component " + name + " may not be used in a route");
                }
                return components.resolveComponent(name, camelContext);
            }
        });
        LanguageResolver languages = new DefaultLanguageResolver();
        context.getCamelContextExtension().addContextPlugin(LanguageResolver.class, (name, camelContext) -> {
            if (!LANGUAGES.contains(name)) {
                throw new RuntimeCamelException("language " + name + " may not be used in a route");
            }
            return languages.resolveLanguage(name, camelContext);
        });
    }

    private void ownComponents(CamelContext context, Desks desks) {
        LetterBox letters = new LetterBox(ports.letters().deadLetters());
        JournalConsumer.Ports live =
                new JournalConsumer.Ports(ports.dispatcher(), ports.ledger(), letters, desks, health, arrival());
        context.addComponent("journal", new ClassComponent(new ClassComponent.Ends() {
            @Override
            public Producer producer(ClassEndpoint endpoint) {
                return journalProducer(endpoint, desks);
            }

            @Override
            public Consumer consumer(ClassEndpoint endpoint, Processor processor) {
                return new JournalConsumer(endpoint, processor, live);
            }

            @Override
            public boolean takesSource() {
                return true;
            }
        }));
        context.addComponent("backfill", BackfillConsumer.component(ports.backfill(), health));
        context.addComponent("target", TargetProducer.component(ports.ledger()));
        context.addComponent("deadletter", DeadLetterProducer.component(letters));
        context.addComponent("hl7edit", new Hl7EditComponent());
    }

    private JournalConsumer.Arrival arrival() {
        Assembly assembly = new Assembly(
                ports.links().fragments(),
                ports.journal(),
                clock,
                settings.limits().maxMessageBytes());
        return new JournalConsumer.Arrival(
                reception,
                assembly,
                waiting,
                later,
                ports.backfill(),
                ports.letters().rehearsals());
    }

    private Producer journalProducer(ClassEndpoint endpoint, Desks desks) {
        return new JournalProducer(endpoint, desks, reception, settings.limits().maxMessageBytes());
    }

    /** Offsets are never committed by Kafka's client itself: {@link KafkaBatch} does it when their messages are stored. */
    private static KafkaComponent topics() {
        KafkaConfiguration configuration = new KafkaConfiguration();
        configuration.setAutoCommitEnable(false);
        configuration.setAllowManualCommit(true);
        configuration.setBreakOnFirstError(false);
        configuration.setBatching(true);
        // Camel's batching needs the number said.
        configuration.setMaxPollRecords(500);
        configuration.setPollOnError(PollOnError.RECONNECT);
        configuration.setBatchingIntervalMs(200);
        configuration.setPollTimeoutMs(100L);
        configuration.setAutoOffsetReset("earliest");
        configuration.setKeyDeserializer("org.apache.kafka.common.serialization.ByteArrayDeserializer");
        configuration.setValueDeserializer("org.apache.kafka.common.serialization.ByteArrayDeserializer");
        KafkaComponent component = new KafkaComponent();
        component.setConfiguration(configuration);
        component.setKafkaManualCommitFactory(new DefaultKafkaManualCommitFactory());
        return component;
    }
}
