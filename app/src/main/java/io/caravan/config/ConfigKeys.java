package io.caravan.config;

import java.util.List;
import java.util.stream.Stream;

/** Every key there is. What is not here stops the start. */
final class ConfigKeys {
    private static final String NONE = "";

    private static final List<ConfigKey> OF_THE_SITE = List.of(
            key(
                    "tenant",
                    "caravan",
                    ValueKind.text(),
                    "Name of this installation; sealed data opens under this name only."),
            key(
                    "http.host",
                    "127.0.0.1",
                    ValueKind.text(),
                    "Address the HTTP API listens on; 0.0.0.0 = all, behind TLS only."),
            key(
                    "http.port",
                    "8090",
                    ValueKind.port(),
                    "Port of the HTTP API; 0 = any free port, printed in the ready line."),
            key(
                    "admin.password",
                    NONE,
                    ValueKind.secret(),
                    "First password of admin; used on the first start only, else one is generated and printed once."),
            key(
                    "break-glass.minutes",
                    "60",
                    ValueKind.count(1, 1440),
                    "Longest (and usual) time that somebody may see one message or resource in an emergency."),
            key(
                    "deadletter.keep.days",
                    "90",
                    ValueKind.count(1, 36_500),
                    "Days after which closed dead letters lose their edits and copies of rows; open ones never do."),
            key(
                    "deadletter.second-approver",
                    "off",
                    ValueKind.choice("off", "clinical", "all"),
                    "Which edits of dead letters another user has to approve before they are replayed; clinical = all but"
                            + " those of administrative fields."),
            key(
                    "mllp.host",
                    "127.0.0.1",
                    ValueKind.text(),
                    "Address the MLLP listeners use; 0.0.0.0 = all. MLLP itself has no authentication."),
            key(
                    "mllp.adt.port",
                    "2575",
                    ValueKind.port(),
                    "MLLP port for ADT; 0 = any free port, printed in the ready line."),
            key("mllp.orders.port", "2576", ValueKind.port(), "MLLP port for orders; 0 = any free port."),
            key("mllp.labs.port", "2577", ValueKind.port(), "MLLP port for lab results; 0 = any free port."),
            key("mllp.medications.port", "2578", ValueKind.port(), "MLLP port for medications; 0 = any free port."),
            key("mllp.max.bytes", "67108864", ValueKind.count(1024, 1_073_741_824), "Largest message taken, in bytes."),
            key(
                    "mllp.idle.seconds",
                    "1800",
                    ValueKind.count(60, 86_400),
                    "Seconds after which a silent connection is closed."),
            key("mllp.<class>.enabled", "true", ValueKind.flag(), "Whether there is an MLLP listener for the class."),
            key(
                    "mllp.<class>.source",
                    NONE,
                    ValueKind.text(),
                    "Declared source of the listener; empty = the source named as the class."),
            key(
                    "mllp.tls.keystore",
                    NONE,
                    ValueKind.text(),
                    "PKCS#12 file with the listeners' certificate, relative to the config folder; empty = no TLS."),
            key("mllp.tls.keystore.password", NONE, ValueKind.secret(), "Password of that file."),
            key(
                    "mllp.tls.truststore",
                    NONE,
                    ValueKind.text(),
                    "PKCS#12 file with the certificates senders must show; empty = none is asked for."),
            key("mllp.tls.truststore.password", NONE, ValueKind.secret(), "Password of that file."),
            key(
                    "file.<class>.directory",
                    NONE,
                    ValueKind.text(),
                    "Folder from which HL7 files of the class are taken; empty = none."),
            key(
                    "file.<class>.source",
                    NONE,
                    ValueKind.text(),
                    "Declared source of those files; empty = the source named as the class."),
            key(
                    "kafka.<class>.topic",
                    NONE,
                    ValueKind.text(),
                    "Kafka topic from which HL7 messages of the class are taken; empty = none."),
            key(
                    "kafka.<class>.source",
                    NONE,
                    ValueKind.text(),
                    "Declared source of that topic; empty = the source named as the class."),
            key(
                    "target.<class>.concurrency",
                    "1000",
                    ValueKind.count(1, 100_000),
                    "Messages of the class on their way to the target at once."),
            key(
                    "sequence.<class>",
                    "continue",
                    ValueKind.choice("continue", "hold"),
                    "hold: while a dead letter of a patient is unresolved, later messages of the patient and class wait behind it, in order."),
            key(
                    "deadletter.<class>.pause-at",
                    "500 in 60s",
                    ValueKind.pauseAt(),
                    "So many dead letters of one cause code in that time pause the class, instead of its whole feed failing; off = never."),
            key(
                    "route.<name>",
                    NONE,
                    ValueKind.text(),
                    "A placeholder {{route.<name>}} of the site's own route files."),
            key(
                    "database.url",
                    NONE,
                    ValueKind.address("jdbc:postgresql:"),
                    "PostgreSQL 14 or newer for Caravan's own data; empty = a server of its own under the data folder."),
            key("database.user", NONE, ValueKind.text(), "User at database.url."),
            key("database.password", NONE, ValueKind.secret(), "Password at database.url."),
            key("database.connections", "12", ValueKind.count(4, 200), "Connections kept to the database."),
            key(
                    "keys.pkcs12.path",
                    NONE,
                    ValueKind.text(),
                    "PKCS#12 file with the key-encryption key; empty = one is made under the data folder."),
            key(
                    "keys.pkcs12.password",
                    NONE,
                    ValueKind.secret(),
                    "Password of the PKCS#12 file; empty = the generated one beside it."),
            key(
                    "target.<class>",
                    "postgres",
                    ValueKind.choice("postgres", "fhir", "kafka", "file"),
                    "Where the class's resources go."),
            key(
                    "target.fhir.url",
                    NONE,
                    ValueKind.address("http"),
                    "Base address of the FHIR R4 server, for classes with target fhir."),
            key("target.fhir.token", NONE, ValueKind.secret(), "Bearer token for the FHIR server; empty = none."),
            key("target.fhir.bundle", "50", ValueKind.count(1, 500), "Resources in one request to the FHIR server."),
            key(
                    "kafka.brokers",
                    NONE,
                    ValueKind.text(),
                    "host:port list of the Kafka brokers, for Kafka sources and targets."),
            key(
                    "target.kafka.topic",
                    "caravan.<class>",
                    ValueKind.text(),
                    "Topic for encrypted resources; <class> is replaced by the data class."),
            key(
                    "target.file.folder",
                    NONE,
                    ValueKind.text(),
                    "Folder for encrypted NDJSON, for classes with target file; empty = target under the data folder."),
            key(
                    "source.<name>.class",
                    NONE,
                    ValueKind.choice("adt", "orders", "labs", "medications"),
                    "Data class of a live source whose name is not its class."),
            key(
                    "source.<name>.zone",
                    NONE,
                    ValueKind.zone(),
                    "Time zone of times without an offset; an offset in the field wins."),
            key(
                    "source.<name>.authority.patient",
                    NONE,
                    ValueKind.text(),
                    "Assigning authority (namespace) of patient numbers that carry none."),
            key(
                    "source.<name>.authority.visit",
                    NONE,
                    ValueKind.text(),
                    "Assigning authority of visit numbers that carry none."),
            key(
                    "source.<name>.authority.placer",
                    NONE,
                    ValueKind.text(),
                    "Assigning authority of placer order numbers that carry none."),
            key(
                    "source.<name>.authority.filler",
                    NONE,
                    ValueKind.text(),
                    "Assigning authority of filler order numbers that carry none."),
            key(
                    "source.<name>.pid-18",
                    "account",
                    ValueKind.choice("account", "visit"),
                    "What PID-18 holds: an account, or the number of the visit where PV1-19 and PV1-50 are empty."),
            key(
                    "source.<name>.master-identifier-type",
                    NONE,
                    ValueKind.text(),
                    "CX.5 of the PID-3 repetition that keys the patient."),
            key(
                    "source.<name>.al1-mode",
                    NONE,
                    ValueKind.choice("snapshot", "action"),
                    "snapshot: a message that holds AL1 replaces the patient's list of allergies."),
            key(
                    "source.<name>.iam-mode",
                    NONE,
                    ValueKind.choice("snapshot", "action"),
                    "action: IAM-6 adds, updates or deletes single allergies."),
            key(
                    "source.<name>.dg1-mode",
                    NONE,
                    ValueKind.choice("snapshot", "action"),
                    "action: each DG1 is about its own diagnosis (DG1-20, DG1-21); snapshot: a message's DG1 are all of the visit."),
            key(
                    "source.<name>.nk1-mode",
                    NONE,
                    ValueKind.choice("snapshot", "action"),
                    "snapshot: a message that holds NK1 replaces the patient's contacts."),
            key(
                    "source.<name>.in1-mode",
                    NONE,
                    ValueKind.choice("snapshot", "action"),
                    "snapshot: a message that holds IN1 replaces the patient's insurances."),
            key(
                    "source.<name>.allergy-severity",
                    NONE,
                    ValueKind.choice("criticality", "reaction"),
                    "What the severity of AL1-4 and IAM-4 becomes."),
            key(
                    "source.<name>.time-offset",
                    "fieldOffset",
                    ValueKind.choice("fieldOffset", "msh7Offset", "siteZone"),
                    "Whose offset a time has: the field's, else the zone; the field's, else that of MSH-7 on its own day, else the zone; the zone always."),
            key(
                    "source.<name>.deleted-visit",
                    "error",
                    ValueKind.choice("error", "ignore"),
                    "What A23 means: the visit was entered in error, or was only removed from the sender's active data."),
            key(
                    "source.<name>.cancel-request",
                    NONE,
                    ValueKind.choice("final", "requestOnly"),
                    "Whether ORC-1 CA ends the order, or only asks for it."),
            key(
                    "source.<name>.missing-report-status",
                    "dead-letter",
                    ValueKind.choice("dead-letter", "unknown"),
                    "A report without OBR-25: dead-letter refuses it; unknown takes it with status unknown and a finding."),
            key(
                    "source.<name>.error-policy",
                    NONE,
                    ValueKind.choice("engine-owns", "source-owns"),
                    "engine-owns: content errors are acknowledged AA and dead-lettered; source-owns: answered AE."),
            key(
                    "source.<name>.processing-id",
                    NONE,
                    ValueKind.choices("P", "T", "D", "none"),
                    "The MSH-11 this source may send, with commas between; none = empty. Anything else is answered AR."),
            key(
                    "source.<name>.charset",
                    NONE,
                    ValueKind.charset(),
                    "Character set that overrides MSH-18; empty = MSH-18 decides."),
            key(
                    "source.<name>.demographics",
                    NONE,
                    ValueKind.choice("authority", "provisional"),
                    "authority: this source owns patients' demographics; provisional: it may only fill a patient nobody else has given."),
            key(
                    "source.<name>.receiving-application",
                    NONE,
                    ValueKind.text(),
                    "The MSH-5 that are meant for us, with commas between; none = empty. Another is answered AR; not set: any."),
            key(
                    "source.<name>.receiving-facility",
                    NONE,
                    ValueKind.text(),
                    "The MSH-6 that are meant for us, with commas between; none = empty. Another is answered AR; not set: any."),
            key(
                    "source.<name>.sequence-numbers",
                    "false",
                    ValueKind.flag(),
                    "true: the sender numbers its messages (MSH-13); a gap is answered AE until the link starts anew."),
            key(
                    "source.<name>.silence",
                    NONE,
                    ValueKind.duration(),
                    "Longest time without a message that is usual; after it an alert opens. Empty = no alert."),
            key(
                    "source.<name>.expected-down",
                    NONE,
                    ValueKind.weeklyHours(),
                    "Hours of the source's zone in which it is expected to be down; they do not count as silence."),
            key(
                    "alert.webhook.url",
                    NONE,
                    ValueKind.address("http"),
                    "Address to which alerts are posted; empty = none."),
            key(
                    "alert.webhook.secret",
                    NONE,
                    ValueKind.secret(),
                    "Shared with the receiver, who tells by the signature in Caravan-Signature who posts; empty = no signature."),
            key(
                    "alert.deadletter.age",
                    "24h",
                    ValueKind.duration(),
                    "An alert opens when a dead letter is unresolved for longer."),
            key(
                    "alert.deadletter.growth",
                    "100",
                    ValueKind.count(1, 1_000_000),
                    "An alert opens when a group of dead letters gets more than so many in an hour."),
            key(
                    "source.<name>.continuation-seconds",
                    "300",
                    ValueKind.count(1, 86_400),
                    "Seconds that fragments of one message (DSC, MSH-14) wait for each other before they become dead letters."),
            key(
                    "authority.<namespace>",
                    NONE,
                    ValueKind.uri(),
                    "URI of an assigning authority; beats config/authorities.csv."));

    private ConfigKeys() {}

    static final List<ConfigKey> ALL = Stream.of(OF_THE_SITE, LegacyKeys.ALL, ThrottleKeys.ALL)
            .flatMap(List::stream)
            .toList();

    static ConfigKey get(String name) {
        return ALL.stream()
                .filter(key -> key.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(name + " is not in the catalogue of keys"));
    }

    private static ConfigKey key(String name, String fallback, ValueKind kind, String meaning) {
        return new ConfigKey(name, fallback, kind, meaning);
    }
}
