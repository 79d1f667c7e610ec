package io.caravan.http;

import io.caravan.fhir.Json;
import io.caravan.ledger.ResourceStore.Stored;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Bundles of resources that were read. */
final class FhirBundle {
    private final String base;

    /** @param base address of the FHIR view */
    FhirBundle(String base) {
        this.base = base;
    }

    /** @param next address of the next page; empty = this is the last */
    String searchset(List<Stored> matches, String self, Optional<String> next, Optional<Integer> total) {
        List<String> entries = new ArrayList<>();
        for (Stored match : matches) {
            entries.add(Json.object()
                    .text("fullUrl", base + "/" + reference(match))
                    .raw("resource", MetaSplice.splice(match))
                    .raw("search", "{\"mode\":\"match\"}")
                    .end());
        }
        List<String> links = new ArrayList<>(List.of(link("self", self)));
        next.ifPresent(address -> links.add(link("next", address)));
        return Json.object()
                .text("resourceType", "Bundle")
                .text("type", "searchset")
                .raw("total", total.map(Object::toString).orElse(""))
                .raw("link", Json.array(links))
                .raw("entry", Json.array(entries))
                .end();
    }

    String history(List<Stored> versions, String self) {
        List<String> entries = new ArrayList<>();
        for (Stored version : versions) {
            entries.add(Json.object()
                    .text("fullUrl", base + "/" + reference(version))
                    .raw("resource", MetaSplice.splice(version))
                    .raw(
                            "request",
                            Json.object()
                                    .text("method", "PUT")
                                    .text("url", reference(version))
                                    .end())
                    .raw(
                            "response",
                            Json.object()
                                    .text("status", version.version() == 1 ? "201" : "200")
                                    .text("etag", "W/\"" + version.version() + "\"")
                                    .text("lastModified", FhirInstants.format(version.lastUpdated()))
                                    .end())
                    .end());
        }
        return Json.object()
                .text("resourceType", "Bundle")
                .text("type", "history")
                .raw("total", Integer.toString(versions.size()))
                .raw("link", Json.array(List.of(link("self", self))))
                .raw("entry", Json.array(entries))
                .end();
    }

    private static String link(String relation, String address) {
        return Json.object().text("relation", relation).text("url", address).end();
    }

    private static String reference(Stored stored) {
        return stored.type().fhirName() + "/" + stored.id();
    }
}
