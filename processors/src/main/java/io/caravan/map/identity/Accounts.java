package io.caravan.map.identity;

import io.caravan.fhir.Identifier;
import io.caravan.fhir.Reference;
import io.caravan.fold.Change;
import io.caravan.fold.ResourceKey;
import io.caravan.fold.ResourceType;
import io.caravan.fold.Unification;
import io.caravan.fold.Version;
import io.caravan.hl7.Repetition;
import io.caravan.hl7.Segment;
import io.caravan.map.Mapping;
import java.util.Optional;

/** Reads account numbers: PID-18, unless the source declares that a visit's number stands there, and MRG-3. */
public final class Accounts {
    public static final String ACCOUNT = "AN";

    private final Mapping mapping;
    private final PatientIdentity patient;

    public Accounts(Mapping mapping, PatientIdentity patient) {
        this.mapping = mapping;
        this.patient = patient;
    }

    public Optional<BusinessKey> ofPid(Segment pid) {
        return mapping.source().authorities().visitInAccountField()
                ? Optional.empty()
                : number(pid.first(18), "PID-18");
    }

    public Optional<BusinessKey> number(Repetition cx, String place) {
        return mapping.fragments()
                .identifier(cx, "", ACCOUNT, place)
                .map(identifier -> BusinessKey.of(identifier, cx.text(4, 1) + cx.text(4, 2), patient));
    }

    /** The account and that the visit is part of it. */
    public void write(Segment pid, ResourceKey visit, Version version) {
        ofPid(pid).ifPresent(number -> {
            ResourceKey account = add(number);
            mapping.add(Change.of(visit.type(), visit.id(), version)
                    .set(Change.ACCOUNT, Reference.to(account))
                    .set("account", "[" + Reference.to(account) + "]"));
            mapping.add(Unification.referrer(account, visit));
        });
    }

    /** The account as such; what is said of it never changes, so that not every message writes it again. */
    public ResourceKey add(BusinessKey number) {
        ResourceKey key = number.key(ResourceType.ACCOUNT);
        Change.Builder change =
                Change.of(key.type(), key.id(), Version.TIMELESS).patient(patient.id());
        Identifier identifier = number.identifier();
        change.set("status", "\"active\"");
        Visits.write(identifier, change);
        mapping.add(change);
        return key;
    }
}
