package io.caravan.map;

import io.caravan.codes.CodeMaps;
import io.caravan.fhir.Fragments;
import io.caravan.fold.Change;
import io.caravan.fold.Merge;
import io.caravan.fold.Version;
import io.caravan.message.Finding;
import io.caravan.message.Rejected;
import io.caravan.message.SourceDeclaration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One record being mapped: what its mapper needs, and what it has given so far. Not safe for threads. */
public final class Mapping {
    private final MappingContext context;
    private final SourceTimes times;
    private final Fragments fragments;
    private final List<Change> changes = new ArrayList<>(4);
    private final List<Merge> merges = new ArrayList<>(0);
    private final Set<Finding> findings = new LinkedHashSet<>(2);
    private Optional<Rejected> refusal = Optional.empty();

    public Mapping(MappingContext context) {
        this.context = context;
        this.times = new SourceTimes(context.source().zone());
        this.fragments = new Fragments(context.authorities(), context.codes(), times, findings::add);
    }

    public MappingContext context() {
        return context;
    }

    public SourceDeclaration source() {
        return context.source();
    }

    public CodeMaps codes() {
        return context.codes();
    }

    public Fragments fragments() {
        return fragments;
    }

    public SourceTimes times() {
        return times;
    }

    /** FHIR text of a time; a value that is not a time is left out and raised as {@code invalid-time}. */
    public String dateTime(String value, String place) {
        String time = times.dateTime(value);
        if (time.isEmpty() && !value.isEmpty()) {
            finding("invalid-time", place);
        }
        return time;
    }

    /** Rank of what this source says of a patient's demographics: it owns them, or fills what nobody owns yet. */
    public int demographicsRank() {
        return context.source().demographicsAuthority() ? Version.OWNER : Version.FILLER;
    }

    /** The same finding at the same place counts once in a record. */
    public void finding(String code, String place) {
        findings.add(new Finding(code, place));
    }

    /** Adds a change, unless it says nothing. */
    public void add(Change.Builder change) {
        if (!change.isEmpty()) {
            changes.add(change.build());
        }
    }

    public void add(Merge merge) {
        merges.add(merge);
    }

    /** A part of the record cannot go on; the first such part is the one that is told. */
    public void refuse(Rejected why) {
        if (refusal.isEmpty()) {
            refusal = Optional.of(why);
        }
    }

    /** Takes over what another mapping of the same record gave. */
    public void addAll(Mapping part) {
        changes.addAll(part.changes);
        merges.addAll(part.merges);
        findings.addAll(part.findings);
    }

    public Mapped mapped() {
        return new Mapped(changes, merges, List.copyOf(findings), Optional.empty(), refusal);
    }
}
