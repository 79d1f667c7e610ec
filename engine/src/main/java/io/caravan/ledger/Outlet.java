package io.caravan.ledger;

import io.caravan.message.DataClass;
import io.caravan.target.Target;
import io.caravan.target.Target.Delivery;
import io.caravan.target.WriteResult;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A class's way to its target. A target that is away makes the class wait; it never makes a dead letter, and nobody sleeps
 * here until it is back.
 */
final class Outlet {
    private static final Logger LOG = LoggerFactory.getLogger(Outlet.class);

    private final DataClass dataClass;
    private final Target target;
    private final Circuit circuit;
    private final Waiters waiters;
    private final Followers followers;
    private final KeysInUse keys = new KeysInUse();
    private boolean toldAway;

    Outlet(DataClass dataClass, Target target, Circuit circuit, Waiters waiters, Followers followers) {
        this.dataClass = dataClass;
        this.target = target;
        this.circuit = circuit;
        this.waiters = waiters;
        this.followers = followers;
        this.toldAway = circuit.status().open();
    }

    Circuit circuit() {
        return circuit;
    }

    /** Brings what may be brought now; what must wait, because of the target or of what its patient waits for, is told. */
    Receipt attempt(List<Parcel> parcels) {
        return new Sending(false).send(parcels);
    }

    /** The same with what has waited. */
    Receipt attemptAgain(List<Parcel> parcels) {
        return new Sending(true).send(parcels);
    }

    /** Asks a target that is away whether it is back. */
    void probe() {
        if (!circuit.status().open()) {
            return;
        }
        if (!isReachable()) {
            circuit.probeFailed();
        } else if (circuit.close()) {
            LOG.info("target of {} is back", dataClass.label());
            tell();
        }
    }

    /** Whoever tells last, tells how it is. */
    private synchronized void tell() {
        boolean open = circuit.status().open();
        if (open == toldAway) {
            return;
        }
        toldAway = open;
        if (open) {
            followers.away(dataClass);
        } else {
            followers.back(dataClass);
        }
    }

    /** Of a target that was away already. */
    synchronized void tell(Ledger.Follower newcomer) {
        if (toldAway) {
            newcomer.away(dataClass);
        }
    }

    private boolean isReachable() {
        try {
            return target.problem().isEmpty();
        } catch (RuntimeException e) {
            return false;
        }
    }

    private List<WriteResult> write(List<Delivery> deliveries) {
        List<UUID> ids = deliveries.stream().map(Delivery::id).toList();
        try {
            keys.take(ids);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the ledger stops");
        }
        try {
            return target.write(deliveries);
        } catch (RuntimeException e) {
            LOG.warn("target of {} failed: {}", dataClass.label(), e.getClass().getName());
            WriteResult away = new WriteResult.Unavailable("target-failed", Duration.ZERO);
            return deliveries.stream().map(any -> away).toList();
        } finally {
            keys.release(ids);
        }
    }

    /** One attempt. */
    private final class Sending {
        private final boolean again;
        private final Receipt receipt = new Receipt(new HashMap<>(), new HashMap<>(), new HashMap<>());

        Sending(boolean again) {
            this.again = again;
        }

        Receipt send(List<Parcel> parcels) {
            List<Parcel> sent = new ArrayList<>(parcels.size());
            for (Parcel parcel : parcels) {
                if (!mustWait(parcel)) {
                    sent.add(parcel);
                }
            }
            if (sent.isEmpty()) {
                return receipt;
            }
            List<WriteResult> results =
                    write(sent.stream().map(Parcel::delivery).toList());
            for (int i = 0; i < sent.size(); i++) {
                note(sent.get(i), results.get(i));
            }
            judge();
            doubtRefusals(sent);
            return receipt;
        }

        private boolean mustWait(Parcel parcel) {
            Circuit.Status status = circuit.status();
            Optional<Instant> until =
                    status.open() ? Optional.of(status.due()) : again ? Optional.empty() : due(parcel.group());
            until.ifPresent(due -> wait(parcel, status.open() ? status.reason() : "patient-waits", until));
            return until.isPresent();
        }

        private Optional<Instant> due(UUID group) {
            return waiters.due(dataClass, group);
        }

        private void wait(Parcel parcel, String code, Optional<Instant> until) {
            receipt.waiting().put(parcel.id(), new Receipt.Wait(parcel, code, Duration.ZERO, until));
        }

        private void note(Parcel parcel, WriteResult result) {
            if (result instanceof WriteResult.Written) {
                receipt.written().put(parcel.id(), parcel.delivery().version());
            } else if (result instanceof WriteResult.Refused no) {
                receipt.refused().put(parcel.id(), no.code());
            } else if (result instanceof WriteResult.Unavailable away) {
                Duration asked = away.retryAfter();
                receipt.waiting().put(parcel.id(), new Receipt.Wait(parcel, away.code(), asked, Optional.empty()));
            }
        }

        /** Tells a target that is away from one that could not take these records for the moment. */
        private void judge() {
            if (!receipt.written().isEmpty() || !receipt.refused().isEmpty()) {
                circuit.passed();
                return;
            }
            List<Receipt.Wait> failed = receipt.waiting().values().stream()
                    .filter(Receipt.Wait::wasTried)
                    .toList();
            if (failed.isEmpty() || (isReachable() && !circuit.nothingPassed(groups(failed)))) {
                return;
            }
            String code = failed.get(0).code();
            if (circuit.open(code, failed.get(0).asked())) {
                LOG.warn(
                        "target of {} is away ({}): the class waits, its feed is still taken", dataClass.label(), code);
                tell();
            }
        }

        private static Set<UUID> groups(List<Receipt.Wait> waits) {
            return waits.stream().map(wait -> wait.parcel().group()).collect(Collectors.toSet());
        }

        /** Who refers to what has not arrived may be refused for that. */
        private void doubtRefusals(List<Parcel> sent) {
            if (receipt.refused().isEmpty()) {
                return;
            }
            Set<UUID> groups = new HashSet<>();
            boolean unowned = waiters.hasUnowned(
                    dataClass, sent.stream().map(Parcel::group).toList());
            for (Receipt.Wait wait : receipt.waiting().values()) {
                groups.add(wait.parcel().group());
                unowned |= wait.parcel().patient().isEmpty();
            }
            for (Parcel parcel : sent) {
                UUID group = parcel.group();
                String code = receipt.refused().get(parcel.id());
                if (code != null && (unowned || groups.contains(group) || waiters.waitsElsewhere(dataClass, group))) {
                    receipt.refused().remove(parcel.id());
                    receipt.waiting().put(parcel.id(), new Receipt.Wait(parcel, code, Duration.ZERO, Optional.empty()));
                }
            }
        }
    }
}
