package io.caravan.message;

import java.nio.charset.Charset;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.Set;

/**
 * What a site declares about one source (one interface or one database); see docs/clinical-policies.md.
 *
 * @param name the name in configuration keys: {@code source.<name>.…}
 * @param zone for times without an offset
 * @param authorities the assigning authorities for numbers that carry none; empty = not declared
 * @param masterIdentifierType CX.5 of the PID-3 repetition that keys the patient
 * @param charset overrides MSH-18 where present
 * @param processingId the MSH-11 this source may send; several with commas between, {@code none} for an empty one
 * @param link what its interface does beyond single messages
 * @param conventions how its senders use what the standard leaves to them
 */
public record SourceDeclaration(
        String name,
        DataClass dataClass,
        ZoneId zone,
        Authorities authorities,
        String masterIdentifierType,
        ListMode al1Mode,
        ListMode iamMode,
        AllergySeverity allergySeverity,
        CancelRequest cancelRequest,
        ErrorPolicy errorPolicy,
        String processingId,
        Optional<Charset> charset,
        boolean demographicsAuthority,
        Link link,
        MissingReportStatus missingReportStatus,
        Conventions conventions) {

    /**
     * A source that declares only what it is: it keeps to what is usual, and its numbers name their authorities themselves.
     * What else it declares is added to what this gives.
     */
    public static Builder of(String name, DataClass dataClass) {
        return new Builder(name, dataClass);
    }

    /** Begins as this source, so that one that differs in some things names only those. */
    public Builder but() {
        return new Builder(this);
    }

    /**
     * How the senders of a source use what the standard leaves to them.
     *
     * @param timeOffset whose offset a time has
     * @param dg1Mode of diagnoses, within their visit
     * @param nk1Mode of next of kin
     * @param in1Mode of insurances
     * @param deletedVisit what A23 means
     */
    public record Conventions(
            TimeOffset timeOffset, ListMode dg1Mode, ListMode nk1Mode, ListMode in1Mode, DeletedVisit deletedVisit) {
        public static final Conventions SHIPPED = new Conventions(
                TimeOffset.FIELD_OFFSET, ListMode.ACTION, ListMode.SNAPSHOT, ListMode.SNAPSHOT, DeletedVisit.ERROR);
    }

    /** Whose offset a time has. */
    public enum TimeOffset {
        /** That of the field, else the site's zone. */
        FIELD_OFFSET,
        /** That of the field, else that of MSH-7 for times of the same day, else the site's zone. */
        MSH7_OFFSET,
        /** The site's zone, whatever the field says: for senders whose offsets are known to be wrong. */
        SITE_ZONE
    }

    /** What a sender means by A23. */
    public enum DeletedVisit {
        /** The visit was entered in error. */
        ERROR,
        /** It was only removed from the sender's active data. */
        IGNORE
    }

    /**
     * How messages are addressed, numbered and continued on this interface.
     *
     * @param receivingApplications the MSH-5 that are ours, {@code none} for an empty one; empty = any
     * @param receivingFacilities the MSH-6 that are ours, likewise
     * @param sequenceNumbers whether the sender follows the sequence number protocol (MSH-13)
     * @param continuationTimeout how long the fragments of one message (DSC, MSH-14) may wait for each other
     */
    public record Link(
            Set<String> receivingApplications,
            Set<String> receivingFacilities,
            boolean sequenceNumbers,
            Duration continuationTimeout) {
        public static final Link USUAL = new Link(Set.of(), Set.of(), false, Duration.ofMinutes(5));

        public Link {
            receivingApplications = Set.copyOf(receivingApplications);
            receivingFacilities = Set.copyOf(receivingFacilities);
            if (continuationTimeout.isNegative() || continuationTimeout.isZero()) {
                throw new IllegalArgumentException("Fragments must be given some time");
            }
        }
    }

    /**
     * Namespaces (HD.1); blank = none declared.
     *
     * @param visitInAccountField whether PID-18 holds the number of the visit, not of an account
     */
    public record Authorities(String patient, String visit, String placer, String filler, boolean visitInAccountField) {
        public static final Authorities NONE = new Authorities("", "", "", "");

        /** With accounts in PID-18. */
        public Authorities(String patient, String visit, String placer, String filler) {
            this(patient, visit, placer, filler, false);
        }
    }

    /** A message's repeating segments replace the list, or act on single entries. */
    public enum ListMode {
        SNAPSHOT,
        ACTION
    }

    public enum AllergySeverity {
        CRITICALITY,
        REACTION
    }

    /** Whether ORC-1 CA ends the order, or only asks for it. */
    public enum CancelRequest {
        FINAL,
        REQUEST_ONLY
    }

    /** What a report without OBR-25 is: refused, or of unknown status, while its results keep statuses of their own. */
    public enum MissingReportStatus {
        DEAD_LETTER,
        UNKNOWN
    }

    public enum ErrorPolicy {
        ENGINE_OWNS,
        SOURCE_OWNS
    }

    /** Collects what a source declares beside its name and its class; not safe for threads. */
    public static final class Builder {
        private final String name;
        private final DataClass dataClass;
        private ZoneId zone = ZoneOffset.UTC;
        private Authorities authorities = Authorities.NONE;
        private String masterIdentifierType = "MR";
        private ListMode al1Mode = ListMode.SNAPSHOT;
        private ListMode iamMode = ListMode.ACTION;
        private AllergySeverity allergySeverity = AllergySeverity.CRITICALITY;
        private CancelRequest cancelRequest = CancelRequest.FINAL;
        private ErrorPolicy errorPolicy = ErrorPolicy.ENGINE_OWNS;
        private String processingId = "P";
        private Optional<Charset> charset = Optional.empty();
        private boolean demographicsAuthority;
        private Link link = Link.USUAL;
        private MissingReportStatus missingReportStatus = MissingReportStatus.DEAD_LETTER;
        private Conventions conventions = Conventions.SHIPPED;

        private Builder(String name, DataClass dataClass) {
            this.name = name;
            this.dataClass = dataClass;
            this.demographicsAuthority = dataClass == DataClass.ADT;
        }

        private Builder(SourceDeclaration from) {
            this.name = from.name;
            this.dataClass = from.dataClass;
            this.zone = from.zone;
            this.authorities = from.authorities;
            this.masterIdentifierType = from.masterIdentifierType;
            this.al1Mode = from.al1Mode;
            this.iamMode = from.iamMode;
            this.allergySeverity = from.allergySeverity;
            this.cancelRequest = from.cancelRequest;
            this.errorPolicy = from.errorPolicy;
            this.processingId = from.processingId;
            this.charset = from.charset;
            this.demographicsAuthority = from.demographicsAuthority;
            this.link = from.link;
            this.missingReportStatus = from.missingReportStatus;
            this.conventions = from.conventions;
        }

        public Builder zone(ZoneId declared) {
            zone = declared;
            return this;
        }

        public Builder authorities(Authorities declared) {
            authorities = declared;
            return this;
        }

        public Builder masterIdentifierType(String declared) {
            masterIdentifierType = declared;
            return this;
        }

        public Builder al1Mode(ListMode declared) {
            al1Mode = declared;
            return this;
        }

        public Builder iamMode(ListMode declared) {
            iamMode = declared;
            return this;
        }

        public Builder allergySeverity(AllergySeverity declared) {
            allergySeverity = declared;
            return this;
        }

        public Builder cancelRequest(CancelRequest declared) {
            cancelRequest = declared;
            return this;
        }

        public Builder errorPolicy(ErrorPolicy declared) {
            errorPolicy = declared;
            return this;
        }

        public Builder processingId(String declared) {
            processingId = declared;
            return this;
        }

        public Builder charset(Optional<Charset> declared) {
            charset = declared;
            return this;
        }

        public Builder demographicsAuthority(boolean declared) {
            demographicsAuthority = declared;
            return this;
        }

        public Builder link(Link declared) {
            link = declared;
            return this;
        }

        public Builder missingReportStatus(MissingReportStatus declared) {
            missingReportStatus = declared;
            return this;
        }

        public Builder conventions(Conventions declared) {
            conventions = declared;
            return this;
        }

        public SourceDeclaration build() {
            return new SourceDeclaration(
                    name,
                    dataClass,
                    zone,
                    authorities,
                    masterIdentifierType,
                    al1Mode,
                    iamMode,
                    allergySeverity,
                    cancelRequest,
                    errorPolicy,
                    processingId,
                    charset,
                    demographicsAuthority,
                    link,
                    missingReportStatus,
                    conventions);
        }
    }
}
