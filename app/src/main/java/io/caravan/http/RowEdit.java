package io.caravan.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Sets columns of a dead-lettered row; the row's version stays. */
final class RowEdit implements UnaryOperator<byte[]> {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, String> values;

    RowEdit(Map<String, String> values) {
        this.values = Map.copyOf(values);
    }

    @Override
    public byte[] apply(byte[] row) {
        try {
            if (JSON.readTree(row) instanceof ObjectNode root && root.get("columns") instanceof ObjectNode columns) {
                for (Map.Entry<String, String> value : values.entrySet()) {
                    if (!columns.has(value.getKey())) {
                        throw Problem.badRequest("The row has no column of that name");
                    }
                    columns.put(value.getKey(), value.getValue());
                }
                return JSON.writeValueAsBytes(root);
            }
        } catch (IOException e) {
            throw Problem.conflict("The row cannot be read");
        }
        throw Problem.conflict("The row cannot be read");
    }
}
