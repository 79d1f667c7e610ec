package io.caravan.backfill;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.caravan.map.Row;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A row as JSON text, for its dead letter: {@code {"versionMicros":1,"columns":{"patient_id":"1","city":null}}}. The version is
 * in it, so that a replay can never overwrite newer data.
 */
public final class RowJson {
    private static final JsonFactory JSON = new JsonFactory();

    private RowJson() {}

    public static String write(Row row) {
        StringWriter out = new StringWriter(64 + 32 * row.values().length);
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeNumberField("versionMicros", row.versionMicros());
            json.writeObjectFieldStart("columns");
            for (int i = 0; i < row.values().length; i++) {
                json.writeStringField(row.columns().names().get(i), row.values()[i]);
            }
            json.writeEndObject();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString();
    }

    /** @throws IllegalArgumentException for text that {@link #write} did not write */
    public static Row read(String text) {
        try (JsonParser json = JSON.createParser(text)) {
            List<String> names = new ArrayList<>();
            List<@Nullable String> values = new ArrayList<>();
            long version = Long.MIN_VALUE;
            expect(json.nextToken(), JsonToken.START_OBJECT);
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                JsonToken value = json.nextToken();
                if (name.equals("versionMicros")) {
                    version = json.getLongValue();
                } else if (name.equals("columns")) {
                    expect(value, JsonToken.START_OBJECT);
                    while (json.nextToken() == JsonToken.FIELD_NAME) {
                        names.add(json.currentName());
                        values.add(json.nextToken() == JsonToken.VALUE_NULL ? null : json.getText());
                    }
                }
            }
            if (version == Long.MIN_VALUE) {
                throw new IllegalArgumentException("The row's JSON has no versionMicros");
            }
            return new Row(new Row.Columns(names), values.toArray(new String[0]), version);
        } catch (IOException e) {
            // Without the cause: a parser's message quotes the text, which holds patient data.
            throw new IllegalArgumentException("The row's JSON is not readable");
        }
    }

    private static void expect(@Nullable JsonToken actual, JsonToken expected) {
        if (actual != expected) {
            throw new IllegalArgumentException("The row's JSON has " + actual + " where " + expected + " should be");
        }
    }
}
