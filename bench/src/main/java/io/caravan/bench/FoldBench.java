package io.caravan.bench;

import io.caravan.bench.Histories.Story;
import io.caravan.fhir.FhirRendering;
import io.caravan.fold.Change;
import io.caravan.fold.ResourceKey;
import io.caravan.fold.ResourceState;
import io.caravan.fold.StateCodec;
import io.caravan.hl7.Hl7Message;
import io.caravan.map.Mapped;
import io.caravan.map.MappingContext;
import io.caravan.map.MessageMapper;
import io.caravan.map.registry.ClinicalRules;
import io.caravan.map.registry.Mappers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * What one more message costs after a history of some length, as the ledger does it for each: the states of the resources that
 * the message names are read from their stored form, the message is applied, what follows is worked out, what changed is
 * rendered, and the states are written again. Nothing else is read, so nothing else can cost. Medians are to be compared: they
 * hold on a busy machine too, as a message is far shorter than a time slice.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class FoldBench {

    /** All lengths of history are measured after as many messages: a compiled mapper is quicker than a new one. */
    private static final int WARM = 10_000;

    /** How many messages came before. */
    @Param({"10", "100", "1000", "10000"})
    public int history;

    /** Of what they tell. */
    @Param
    public Story story = Story.UPDATES;

    private final ClinicalRules rules = new ClinicalRules();
    private final FhirRendering rendering = new FhirRendering(rules);
    private final Map<ResourceKey, byte[]> stored = new HashMap<>();
    private String message = "";
    private MessageMapper mapper = Mappers.messages(Story.UPDATES.dataClass());
    private MappingContext context = Histories.context(Story.UPDATES.dataClass());
    private Mapped mapped = Mapped.excluded("");

    @Setup
    public void tellTheHistory() {
        mapper = Mappers.messages(story.dataClass());
        context = Histories.context(story.dataClass());
        tell(WARM - Math.min(WARM, history));
        Map<ResourceKey, ResourceState> states = tell(history);
        states.forEach((key, state) -> stored.put(key, StateCodec.write(state)));
        message = story.message(history);
        mapped = mapper.map(Hl7Message.read(message), context);
        int bytes = mapped.changes().stream()
                .mapToInt(change -> stored.getOrDefault(change.key(), new byte[0]).length)
                .sum();
        System.out.printf("# states of the message's resources: %,d bytes%n", bytes);
    }

    private Map<ResourceKey, ResourceState> tell(int messages) {
        Map<ResourceKey, ResourceState> states = new HashMap<>();
        for (int i = 0; i < messages; i++) {
            Mapped record = mapper.map(Hl7Message.read(story.message(i)), context);
            for (Change change : record.changes()) {
                ResourceState state = states.computeIfAbsent(change.key(), ResourceState::empty);
                apply(change, state);
                rules.derive(state)
                        .forEach(more -> states.computeIfAbsent(more.key(), ResourceState::empty)
                                .apply(more));
            }
        }
        return states;
    }

    /** From the text of the message to what is stored. */
    @Benchmark
    public Object message() {
        return fold(mapper.map(Hl7Message.read(message), context), true);
    }

    /** The states alone: read, apply, write. */
    @Benchmark
    public Object fold() {
        return fold(mapped, false);
    }

    private List<Object> fold(Mapped record, boolean render) {
        Map<ResourceKey, ResourceState> states = new HashMap<>();
        for (Change change : record.changes()) {
            apply(change, states.computeIfAbsent(change.key(), this::read));
        }
        List<Object> written = new ArrayList<>();
        for (ResourceState state : List.copyOf(states.values())) {
            if (state.changes() > 0 && render) {
                for (Change more : rules.derive(state)) {
                    states.computeIfAbsent(more.key(), this::read).apply(more);
                }
            }
        }
        for (ResourceState state : states.values()) {
            if (state.changes() == 0) {
                continue;
            }
            if (render && state.key().type().isDelivered()) {
                written.add(rendering.render(state));
            }
            written.add(StateCodec.write(state));
        }
        return written;
    }

    private static void apply(Change change, ResourceState state) {
        state.apply(change);
        change.patient().ifPresent(state::assign);
    }

    private ResourceState read(ResourceKey key) {
        byte[] bytes = stored.get(key);
        return bytes == null ? ResourceState.empty(key) : StateCodec.read(key, bytes);
    }
}
