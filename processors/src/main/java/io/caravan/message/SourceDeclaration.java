package io.caravan.message;

import java.nio.charset.Charset;
import java.time.Duration;
import java.time.ZoneId;
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

    /** With the usual link, where a report without status is refused, and with the conventions that are shipped. */
    public SourceDeclaration(
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
            boolean demographicsAuthority) {
        this(
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
                Link.USUAL,
                MissingReportStatus.DEAD_LETTER,
                Conventions.SHIPPED);
    }

    /** With the conventions that are shipped. */
    public SourceDeclaration(
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
            MissingReportStatus missingReportStatus) {
        this(
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
                Conventions.SHIPPED);
    }

    /** The same source that keeps to other conventions. */
    public SourceDeclaration with(Conventions others) {
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
                others);
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
}
