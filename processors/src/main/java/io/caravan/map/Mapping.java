package io.caravan.map;

import io.caravan.codes.CodeMaps;
import io.caravan.fhir.Fragments;
import io.caravan.fold.Change;
import io.caravan.fold.Merge;
import io.caravan.fold.Version;
import io.caravan.hl7.Hl7Message;
import io.caravan.hl7.Hl7Time;
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

    /** A row. */
    public Mapping(MappingContext context) {
        this(context, new SourceTimes(context.source().zone()));
    }

    /** A message: its times may have the offset of its own MSH-7. */
    public Mapping(MappingContext context, Hl7Message message) {
        this(
                context,
                SourceTimes.of(
                        context.source().zone(),
                        context.source().conventions().timeOffset(),
                        message.msh().text(7)));
    }

    private Mapping(MappingContext context, SourceTimes times) {
        this.context = context;
        this.times = times;
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

    /** FHIR text of a time, see {@link #time}. */
    public String dateTime(String value, String place) {
        return time(value, place).value();
    }

    /**
     * A time with what it cannot say. A value that is no time is left out and raised as {@code invalid-time}; one that the
     * clocks skipped as {@code skipped-time}, one that was there twice as {@code ambiguous-time}.
     */
    public TimeElement time(String value, String place) {
        Optional<Hl7Time> read = SourceTimes.read(value);
        if (read.isEmpty()) {
            if (!value.isBlank()) {
                finding("invalid-time", place);
            }
            return TimeElement.NONE;
        }
        Hl7Time time = read.get();
        return switch (times.clockChange(time)) {
            case GAP -> {
                finding("skipped-time", place);
                yield new TimeElement("", value);
            }
            case OVERLAP -> {
                finding("ambiguous-time", place);
                yield new TimeElement(times.dateTime(time), value);
            }
            case NONE -> new TimeElement(times.dateTime(time), time.precision() == Hl7Time.Precision.HOUR ? value : "");
        };
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

    public void add(Change change) {
        changes.add(change);
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
