package io.caravan.map.labs;

import io.caravan.fhir.FhirIds;
import io.caravan.fhir.Json;
import io.caravan.fold.Change;
import io.caravan.fold.ResourceKey;
import io.caravan.fold.ResourceType;
import io.caravan.hl7.Repetition;
import io.caravan.hl7.Segment;
import io.caravan.map.Mapping;
import io.caravan.map.value.EmbeddedDocument;
import java.util.List;

/**
 * The documents among a report's results, as its presented forms; each by its result, so that one taken back takes its document
 * with it. One above the limit is a Binary that the form points to.
 */
final class Documents {
    /** Of a document that stands in its report, in bytes. */
    static final int MAX_INLINE = 1_048_576;

    private final Mapping mapping;
    private final ReportContext report;
    private final ResultFacts facts;

    /** @param facts of the report */
    Documents(Mapping mapping, ReportContext report, ResultFacts facts) {
        this.mapping = mapping;
        this.report = report;
        this.facts = facts;
    }

    /** @param results the observation of each line */
    void add(ReportGroup group, List<ResourceKey> results) {
        for (int i = 0; i < results.size(); i++) {
            Segment obx = group.lines().get(i).first();
            String type = obx.text(2);
            if (type.equals("ED") || type.equals("RP")) {
                add(obx, type, results.get(i));
            }
        }
    }

    private void add(Segment obx, String type, ResourceKey result) {
        ResultStatus said = obx.text(11).isEmpty() ? report.status() : ResultStatus.ofObservation(obx.text(11));
        boolean taken = said.standing() == Standing.VOID;
        String title = obx.text(3, 2).isEmpty() ? obx.text(3) : obx.text(3, 2);
        List<Repetition> values = obx.repetitions(5);
        for (int i = 0; i < Math.max(1, values.size()); i++) {
            String path = "presentedForm[" + result.id() + "-" + i + "]";
            if (taken) {
                facts.clear(path);
                binary(result, i, said, "", "");
            } else if (i < values.size()) {
                facts.set(
                        path,
                        type.equals("RP")
                                ? pointer(values.get(i), title)
                                : embedded(values.get(i), title, result, i, said));
            }
        }
    }

    private static String pointer(Repetition rp, String title) {
        String url = rp.text(1).strip();
        return url.isEmpty()
                ? ""
                : Json.object().text("url", url).text("title", title).end();
    }

    private String embedded(Repetition ed, String title, ResourceKey result, int number, ResultStatus said) {
        if (!EmbeddedDocument.isIn(ed)) {
            return "";
        }
        EmbeddedDocument document = EmbeddedDocument.read(ed, title);
        if (document.contradictsItsType()) {
            mapping.finding("content-type-differs", "OBX-5.3");
        }
        if (document.size() > MAX_INLINE) {
            ResourceKey key = binary(result, number, said, document.contentType(), document.data());
            return document.json(key.reference());
        }
        if (said.firmness() > ResultStatus.FIRST_FINAL) {
            // A correction may be smaller than what it corrects: the old document must not stay behind.
            binary(result, number, said, document.contentType(), "");
        }
        return document.json();
    }

    /** Value and status stay together as in a result, so that a correction replaces the document and its withdrawal hides it. */
    private ResourceKey binary(ResourceKey result, int number, ResultStatus said, String contentType, String data) {
        ResourceKey key = new ResourceKey(
                ResourceType.BINARY, FhirIds.id("Binary", result.id().toString(), String.valueOf(number)));
        Change.Builder change =
                Change.of(key.type(), key.id(), report.version()).patient(report.patient());
        ResultFacts content = new ResultFacts(change, said, report.version(said));
        content.setStatus("0085", "");
        content.set("contentType", contentType.isEmpty() ? "" : Json.string(contentType));
        content.setOrClear("data", data.isEmpty() ? "" : Json.string(data));
        mapping.add(change);
        return key;
    }
}
