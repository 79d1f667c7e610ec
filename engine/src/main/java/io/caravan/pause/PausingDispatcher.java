package io.caravan.pause;

import io.caravan.dispatch.Dispatcher;
import io.caravan.message.DataClass;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A dispatcher whose pauses also stop what it had taken and not handed over yet. */
public final class PausingDispatcher implements Dispatcher, AutoCloseable {
    private final Dispatcher dispatcher;
    private final Map<DataClass, Gate> gates = new EnumMap<>(DataClass.class);
    private final ExecutorService opened = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "resumed-class");
        thread.setDaemon(true);
        return thread;
    });

    public PausingDispatcher(Dispatcher dispatcher) {
        this.dispatcher = dispatcher;
        for (DataClass dataClass : DataClass.values()) {
            gates.put(dataClass, new Gate());
        }
    }

    @Override
    public AutoCloseable start(DataClass dataClass, Handler handler) {
        Gate gate = gate(dataClass);
        AutoCloseable run = dispatcher.start(dataClass, gate.before(handler));
        return () -> {
            gate.close();
            run.close();
        };
    }

    @Override
    public void again(DataClass dataClass, long journalId) {
        dispatcher.again(dataClass, journalId);
    }

    @Override
    public void hold(DataClass dataClass) {
        dispatcher.hold(dataClass);
    }

    @Override
    public void release(DataClass dataClass) {
        dispatcher.release(dataClass);
    }

    @Override
    public void pause(DataClass dataClass, String reason) {
        shut(dataClass);
        dispatcher.pause(dataClass, reason);
    }

    /** At once, and before anybody can say why. */
    void shut(DataClass dataClass) {
        gate(dataClass).shut();
    }

    @Override
    public void resume(DataClass dataClass) {
        gate(dataClass).open(opened);
        dispatcher.resume(dataClass);
    }

    /** What a gate keeps is given back when its class stops. */
    @Override
    public void close() {
        opened.shutdown();
    }

    private Gate gate(DataClass dataClass) {
        Gate gate = gates.get(dataClass);
        if (gate == null) {
            throw new AssertionError(dataClass);
        }
        return gate;
    }
}
