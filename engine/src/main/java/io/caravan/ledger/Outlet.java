package io.caravan.ledger;

import io.caravan.message.DataClass;
import io.caravan.target.Target;
import io.caravan.target.Target.Delivery;
import io.caravan.target.WriteResult;
import io.caravan.throttle.Answer;
import io.caravan.throttle.Halt;
import io.caravan.throttle.Lane;
import io.caravan.throttle.Throttle;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
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
    private static final String HALTED = "halted";

    /** So often in a row a bite is brought again that the target was too busy for. */
    private static final int MOST_PUSHED_BACK = 20;

    private final DataClass dataClass;
    private final Target target;
    private final Throttle throttle;
    private final Circuit circuit;
    private final Waiters waiters;
    private final Followers followers;
    private final KeysInUse keys = new KeysInUse();
    private boolean toldAway;

    /** @param throttle shared by all that go to the same place */
    Outlet(
            DataClass dataClass,
            Target target,
            Throttle throttle,
            Circuit circuit,
            Waiters waiters,
            Followers followers) {
        this.dataClass = dataClass;
        this.target = target;
        this.throttle = throttle;
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

    /**
     * Brings what bulk work has made, a bite at a time: as fast as the throttle lets it, and so that nobody waits for more than
     * one bite. Where it has to stop, the rest waits.
     */
    Receipt attemptBulk(List<Parcel> parcels, Halt halt) {
        return new Sending(false).sendInBites(parcels, halt);
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
            throttle.isBack();
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

    private List<WriteResult> write(List<Delivery> deliveries, Lane lane, Throttle.Permit permit) {
        Answer answer = Answer.OF_NO_MEANING;
        List<UUID> ids = deliveries.stream().map(Delivery::id).toList();
        int calls = (deliveries.size() - 1) / target.callEntries() + 1;
        try {
            keys.take(ids, lane);
            try {
                permit.begins();
                List<WriteResult> results = target.write(deliveries);
                answer = Answers.of(results);
                return results;
            } catch (RuntimeException e) {
                LOG.warn(
                        "target of {} failed: {}",
                        dataClass.label(),
                        e.getClass().getName());
                WriteResult away = new WriteResult.Unavailable("target-failed", Duration.ZERO);
                return deliveries.stream().map(any -> away).toList();
            } finally {
                keys.release(ids);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the ledger stops");
        } finally {
            permit.end(answer, deliveries.size(), calls);
        }
    }

    /** One attempt. */
    private final class Sending {
        private final boolean again;
        private final Receipt receipt = Receipt.empty();

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
            Receipt part = write(sent, Lane.LIVE, throttle.live(sent.size()));
            judge(part);
            receipt.add(part);
            doubtRefusals(sent);
            return receipt;
        }

        Receipt sendInBites(List<Parcel> parcels, Halt halt) {
            Deque<Parcel> left = new ArrayDeque<>(parcels.stream()
                    .sorted(Comparator.comparing(Parcel::delivery, target.order()))
                    .toList());
            List<Parcel> sent = new ArrayList<>(parcels.size());
            int pushedBack = 0;
            List<Parcel> bite = next(left);
            while (!bite.isEmpty()) {
                Optional<Throttle.Permit> permit = throttle.awaitBulk(bite.size(), halt);
                if (permit.isEmpty()) {
                    left.addAll(bite);
                    left.forEach(parcel -> wait(parcel, HALTED, Optional.of(circuit.now())));
                    break;
                }
                Receipt part = write(bite, Lane.BULK, permit.get());
                List<Parcel> busy =
                        part.written().isEmpty() && pushedBack < MOST_PUSHED_BACK ? tooBusy(part) : List.of();
                if (busy.isEmpty()) {
                    judge(part);
                }
                pushedBack = busy.isEmpty() ? 0 : pushedBack + 1;
                busy.forEach(parcel -> part.waiting().remove(parcel.id()));
                for (int i = busy.size() - 1; i >= 0; i--) {
                    left.addFirst(busy.get(i));
                }
                receipt.add(part);
                sent.addAll(bite);
                bite = next(left);
            }
            doubtRefusals(sent);
            return receipt;
        }

        private List<Parcel> next(Deque<Parcel> left) {
            int most = throttle.bite();
            List<Parcel> bite = new ArrayList<>(Math.min(most, left.size()));
            while (bite.size() < most && !left.isEmpty()) {
                Parcel parcel = left.remove();
                if (!mustWait(parcel)) {
                    bite.add(parcel);
                }
            }
            return bite;
        }

        /** A target that says so is there: it is asked again when the throttle lets us, and no class has to wait for that. */
        private static List<Parcel> tooBusy(Receipt part) {
            return part.waiting().values().stream()
                    .filter(wait -> Answers.saysTooBusy(wait.code()))
                    .map(Receipt.Wait::parcel)
                    .toList();
        }

        private Receipt write(List<Parcel> parcels, Lane lane, Throttle.Permit permit) {
            Receipt part = Receipt.empty();
            List<WriteResult> results =
                    Outlet.this.write(parcels.stream().map(Parcel::delivery).toList(), lane, permit);
            for (int i = 0; i < parcels.size(); i++) {
                note(part, parcels.get(i), results.get(i));
            }
            return part;
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

        private static void note(Receipt part, Parcel parcel, WriteResult result) {
            if (result instanceof WriteResult.Written) {
                part.written().put(parcel.id(), parcel.delivery().version());
            } else if (result instanceof WriteResult.Refused no) {
                part.refused().put(parcel.id(), no.code());
            } else if (result instanceof WriteResult.Unavailable away) {
                Duration asked = away.retryAfter();
                part.waiting().put(parcel.id(), new Receipt.Wait(parcel, away.code(), asked, Optional.empty()));
            }
        }

        /** Tells a target that is away from one that could not take these records for the moment. */
        private void judge(Receipt part) {
            if (!part.written().isEmpty() || !part.refused().isEmpty()) {
                circuit.passed();
                return;
            }
            List<Receipt.Wait> failed = part.waiting().values().stream()
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
