package io.caravan.config;

import java.util.List;

/** The keys of the legacy databases, and of what is read from them. */
final class LegacyKeys {
    private static final String NONE = "";

    static final List<ConfigKey> ALL = List.of(
            new ConfigKey("legacy.<name>.url", NONE, ValueKind.address("jdbc:"), "JDBC address of a legacy database."),
            new ConfigKey(
                    "legacy.<name>.user",
                    NONE,
                    ValueKind.text(),
                    "User at the legacy database; reading rights are enough."),
            new ConfigKey("legacy.<name>.password", NONE, ValueKind.secret(), "Password at the legacy database."),
            new ConfigKey(
                    "legacy.<name>.feed",
                    "expected",
                    ValueKind.choice("expected", "none"),
                    "none: nobody works in it any more, so that it may be read without a live source of the class."),
            new ConfigKey(
                    "legacy.<name>.overlap",
                    "15m",
                    ValueKind.duration(),
                    "Longest transaction of the old application: what a run since the last one reads again."),
            new ConfigKey(
                    "legacy.<name>.clock-skew",
                    "0s",
                    ValueKind.duration(),
                    "Up to this difference between a row's and a message's time, the message wins, with a finding."),
            new ConfigKey(
                    "legacy.<name>.settle",
                    NONE,
                    ValueKind.duration(),
                    "How long a page waits after it was read, so that the feed passes it; empty = 0s where rows have a version column, else 10s."),
            new ConfigKey(
                    "legacy.<name>.deletes",
                    "finding",
                    ValueKind.choice("finding", "tombstone"),
                    "What a scan makes of a row that is gone: a finding only, or a tombstone of what it brought too."),
            new ConfigKey(
                    "legacy.<name>.deletes-percent",
                    "1",
                    ValueKind.percent(),
                    "A scan that misses more of the rows makes no tombstones, unless it is confirmed."),
            new ConfigKey(
                    "backfill.<class>.<name>.sql",
                    NONE,
                    ValueKind.text(),
                    "File with the one SELECT that reads the class from this legacy database, relative to the config folder."),
            new ConfigKey(
                    "backfill.<class>.<name>.key",
                    NONE,
                    ValueKind.text(),
                    "Column or columns (comma between them) that give each row its place, in keyset order."),
            new ConfigKey(
                    "backfill.<class>.<name>.version",
                    NONE,
                    ValueKind.text(),
                    "Column with the time of the row's last change; empty = the segment's low watermark."),
            new ConfigKey(
                    "backfill.<class>.<name>.watermark.sql",
                    NONE,
                    ValueKind.text(),
                    "File with one UPDATE of the watermark patient, one ? for a token; its message proves how far the feed is."),
            new ConfigKey(
                    "backfill.<class>.<name>.watermark.patient",
                    NONE,
                    ValueKind.text(),
                    "Number of the watermark patient, as in PID-3 and patient_id; its messages and rows count as excluded."),
            new ConfigKey("backfill.<class>.<name>.page", "1000", ValueKind.count(1, 5000), "Rows in a segment."),
            new ConfigKey(
                    "backfill.workers",
                    "3",
                    ValueKind.count(1, 16),
                    "Segments of one class and database that may be under way at once."));

    private LegacyKeys() {}
}
