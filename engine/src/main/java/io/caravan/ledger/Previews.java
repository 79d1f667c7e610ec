package io.caravan.ledger;

import io.caravan.fhir.ListParts;
import io.caravan.fold.Change;
import io.caravan.fold.Merge;
import io.caravan.fold.ResourceKey;
import io.caravan.fold.ResourceState;
import io.caravan.fold.Version;
import io.caravan.ledger.BatchFold.Folded;
import io.caravan.ledger.BatchFold.Verdict;
import io.caravan.ledger.Preview.Body;
import io.caravan.ledger.Preview.Effect;
import io.caravan.ledger.Preview.Field;
import io.caravan.ledger.Preview.Kind;
import io.caravan.map.Mapped;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Folds a record as the ledger would, and throws away what comes of it. It reads one snapshot without a lock, so that nobody
 * waits for it; what is folded meanwhile may make what it says old.
 */
final class Previews {
    private static final String BODIES = """
            select id, type, version, body
            from resource
            where id = any(?)
              and body is not null
            """;

    private static final String BELONGING = """
            select id
            from resource
            where patient = any(?)
            """;

    private final LedgerTools tools;

    Previews(LedgerTools tools) {
        this.tools = tools;
    }

    Preview of(Mapped record) {
        return tools.database().inSnapshot(connection -> fold(connection, record));
    }

    private Preview fold(Connection connection, Mapped record) throws SQLException {
        ResourceReads.Read read = tools.reads().look(connection, List.of(record));
        Folded folded = new BatchFold(() -> tools.session(connection, read), true, true).fold(List.of(record));
        Verdict verdict = folded.verdicts().get(0);
        Session session = folded.session();
        List<Effect> effects = new ArrayList<>();
        Map<UUID, Body> bodies = bodies(connection, session);
        for (Slot slot : session.slots()) {
            ResourceKey key = slot.key();
            if (key.type().isDelivered()) {
                Body before = bodies.getOrDefault(key.id(), Body.NONE);
                byte[] body = slot.body();
                Body after = body == null ? before : new Body(slot.version(), new String(body, StandardCharsets.UTF_8));
                List<Field> fields = new ArrayList<>(ElementDiff.of(before.json(), after.json()));
                Optional.ofNullable(read.rows().get(key)).ifPresent(row -> addStanding(row, record, fields));
                if (!fields.isEmpty() || !before.equals(after)) {
                    effects.add(new Effect(key, before, after, fields));
                }
            }
        }
        return new Preview(verdict.outcome(), verdict.failure(), effects, refiled(connection, session));
    }

    /** What the record says and changes nothing by, against what stood before. */
    private void addStanding(StoredRow row, Mapped record, List<Field> fields) {
        ResourceState state = tools.seals().openState(row.key(), row.revision(), row.sealedState());
        for (Change change : record.changes()) {
            if (change.key().equals(row.key())) {
                for (Change.Field said : change.fields()) {
                    ResourceState.Entry stands = state.fields().get(said.path());
                    if (stands != null) {
                        element(said.path())
                                .flatMap(element -> standing(element, said, stands))
                                .ifPresent(fields::add);
                    }
                }
            }
        }
    }

    private static Optional<Field> standing(String element, Change.Field said, ResourceState.Entry stands) {
        Optional<String> before = Optional.ofNullable(stands.json());
        Optional<String> after = Optional.ofNullable(said.json());
        Optional<Version> newer =
                Optional.of(stands.version()).filter(version -> version.compareTo(said.version()) > 0);
        if (before.isEmpty() && after.isEmpty() || newer.isEmpty() && !before.equals(after)) {
            return Optional.empty();
        }
        Kind kind = before.equals(after) ? Kind.UNCHANGED : Kind.SUPERSEDED;
        return Optional.of(new Field(kind, element, before, after, newer));
    }

    /** Without the keys of lists: they may be numbers of patients. Empty for what is never rendered as it is. */
    private static Optional<String> element(String path) {
        if (path.charAt(0) == '#') {
            return ListParts.element(path);
        }
        int key = path.indexOf('[');
        return Optional.of(key < 0 ? path : path.substring(0, key) + path.substring(path.lastIndexOf(']') + 1));
    }

    private Map<UUID, Body> bodies(Connection connection, Session session) throws SQLException {
        Set<UUID> ids = new HashSet<>();
        session.slots().forEach(slot -> ids.add(slot.key().id()));
        Map<UUID, Body> bodies = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(BODIES)) {
            statement.setArray(1, ResourceReads.array(connection, ids));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    ResourceKey key = new ResourceKey(Seals.type(rows.getInt(2)), rows.getObject(1, UUID.class));
                    int version = rows.getInt(3);
                    byte[] json = tools.seals().openBody(key, version, rows.getBytes(4));
                    bodies.put(key.id(), new Body(version, new String(json, StandardCharsets.UTF_8)));
                }
            }
        }
        return bodies;
    }

    /** What belongs to patients that are merged away, beside what was folded. Of one visit's move nothing more is told. */
    private static int refiled(Connection connection, Session session) throws SQLException {
        Set<UUID> merged = new LinkedHashSet<>();
        session.newEdges().stream()
                .filter(edge -> edge.kind() == Merge.Kind.MERGE || edge.kind() == Merge.Kind.RENUMBER)
                .forEach(edge -> merged.add(edge.patient()));
        if (merged.isEmpty()) {
            return 0;
        }
        Set<UUID> folded = new HashSet<>();
        session.slots().forEach(slot -> folded.add(slot.key().id()));
        int count = 0;
        try (PreparedStatement statement = connection.prepareStatement(BELONGING)) {
            statement.setArray(1, ResourceReads.array(connection, merged));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    count += folded.contains(rows.getObject(1, UUID.class)) ? 0 : 1;
                }
            }
        }
        return count;
    }
}
