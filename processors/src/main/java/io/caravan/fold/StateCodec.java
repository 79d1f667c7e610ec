package io.caravan.fold;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The ledger's form of a state: compact, versioned, and the same bytes for the same state. Most fields of a resource share
 * one version, so versions stand in a table and fields point to it.
 */
public final class StateCodec {
    private static final byte FORMAT = 1;

    private StateCodec() {}

    public static byte[] write(ResourceState state) {
        Writer out = new Writer();
        out.byteValue(FORMAT);
        UUID patient = state.patient().orElse(null);
        out.byteValue((byte) (patient == null ? 0 : 1));
        if (patient != null) {
            out.longValue(patient.getMostSignificantBits());
            out.longValue(patient.getLeastSignificantBits());
        }
        int count = state.fields().size();
        Versions versions = new Versions(count);
        state.forEachField((path, entry) -> versions.add(entry.version()));
        out.varint(versions.size());
        versions.write(out);
        out.varint(count);
        state.forEachField((path, entry) -> {
            out.text(path);
            out.varint(versions.next());
            String json = entry.json();
            if (json == null) {
                out.varint(0);
            } else {
                byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
                out.varint(bytes.length + 1);
                out.bytes(bytes);
            }
        });
        return out.toBytes();
    }

    /** @throws IllegalStateException for bytes of a format this version does not know */
    public static ResourceState read(ResourceKey key, byte[] bytes) {
        Reader in = new Reader(bytes);
        if (in.byteValue() != FORMAT) {
            throw new IllegalStateException("the ledger's state of a " + key.type() + " has an unknown format");
        }
        UUID patient = in.byteValue() == 0 ? null : new UUID(in.longValue(), in.longValue());
        Version[] versions = new Version[in.varint()];
        for (int i = 0; i < versions.length; i++) {
            versions[i] = new Version(in.byteValue(), in.longValue(), in.longValue());
        }
        int count = in.varint();
        TreeMap<String, ResourceState.Entry> fields = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            String path = in.text(in.varint());
            Version version = versions[in.varint()];
            int length = in.varint();
            @Nullable String json = length == 0 ? null : in.text(length - 1);
            fields.put(path, new ResourceState.Entry(json, version));
        }
        return new ResourceState(key, patient, fields);
    }

    /** The different versions in the order they first come, and the number of each field's. There are few: often one. */
    private static final class Versions {
        private static final int FEW = 8;

        private final List<Version> different = new ArrayList<>(4);
        private final Map<Version, Integer> byVersion = new HashMap<>(4);
        private final int[] numbers;
        private int added;
        private int read;

        Versions(int fields) {
            numbers = new int[fields];
        }

        void add(Version version) {
            int number = find(version);
            if (number < 0) {
                number = different.size();
                different.add(version);
                byVersion.put(version, number);
            }
            numbers[added++] = number;
        }

        private int find(Version version) {
            return different.size() <= FEW ? different.indexOf(version) : byVersion.getOrDefault(version, -1);
        }

        int size() {
            return different.size();
        }

        int next() {
            return numbers[read++];
        }

        void write(Writer out) {
            for (Version version : different) {
                out.byteValue((byte) version.rank());
                out.longValue(version.micros());
                out.longValue(version.tie());
            }
        }
    }

    private static final class Writer {
        private byte[] buffer = new byte[512];
        private int size;

        private void ensure(int more) {
            if (size + more > buffer.length) {
                buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, size + more));
            }
        }

        void byteValue(byte value) {
            ensure(1);
            buffer[size++] = value;
        }

        void longValue(long value) {
            ensure(8);
            for (int shift = 56; shift >= 0; shift -= 8) {
                buffer[size++] = (byte) (value >>> shift);
            }
        }

        void varint(int value) {
            ensure(5);
            int rest = value;
            while ((rest & ~0x7F) != 0) {
                buffer[size++] = (byte) (rest & 0x7F | 0x80);
                rest >>>= 7;
            }
            buffer[size++] = (byte) rest;
        }

        void text(String value) {
            byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
            varint(bytes.length);
            bytes(bytes);
        }

        void bytes(byte[] bytes) {
            ensure(bytes.length);
            System.arraycopy(bytes, 0, buffer, size, bytes.length);
            size += bytes.length;
        }

        byte[] toBytes() {
            return Arrays.copyOf(buffer, size);
        }
    }

    private static final class Reader {
        private final byte[] bytes;
        private int at;

        Reader(byte[] bytes) {
            this.bytes = bytes;
        }

        byte byteValue() {
            return bytes[at++];
        }

        long longValue() {
            long value = 0;
            for (int i = 0; i < 8; i++) {
                value = value << 8 | bytes[at++] & 0xFF;
            }
            return value;
        }

        int varint() {
            int value = 0;
            for (int shift = 0; ; shift += 7) {
                byte b = bytes[at++];
                value |= (b & 0x7F) << shift;
                if (b >= 0) {
                    return value;
                }
            }
        }

        String text(int length) {
            String value = new String(bytes, at, length, StandardCharsets.UTF_8);
            at += length;
            return value;
        }
    }
}
