package io.caravan.fhir;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Which codes are in the HL7 v2 tables that FHIR R4 publishes, and in DICOM's. Sites add codes of their own to them, as HL7 v2
 * allows; to FHIR they are closed, so that such a code belongs to another system.
 */
final class ClosedCodeSystems {
    private static final Map<String, Set<String>> CODES = read();

    private ClosedCodeSystems() {}

    /** Whether a system is known not to have a code; of most systems nobody here can say. */
    static boolean lacks(String system, String code) {
        Set<String> codes = CODES.get(system);
        return codes != null && !codes.contains(code);
    }

    private static Map<String, Set<String>> read() {
        Map<String, Set<String>> systems = new HashMap<>();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(ClosedCodeSystems.class.getResourceAsStream("closed-code-systems.txt")),
                StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.startsWith("#")) {
                    List<String> cells = List.of(line.split("\\|", -1));
                    systems.put(cells.get(0), Set.copyOf(cells.subList(1, cells.size())));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Map.copyOf(systems);
    }
}
