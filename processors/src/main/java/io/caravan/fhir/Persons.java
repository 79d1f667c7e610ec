package io.caravan.fhir;

import static io.caravan.fhir.Concepts.text;

import io.caravan.hl7.Repetition;

/** A person named in XCN, as a Reference that holds name and number itself. */
final class Persons {
    private final Identifiers identifiers;

    Persons(Identifiers identifiers) {
        this.identifiers = identifiers;
    }

    String ofXcn(Repetition xcn) {
        String number = text(xcn, 1);
        String identifier = "";
        if (!number.isEmpty()) {
            identifier = Json.object()
                    .raw("type", Concepts.ofTable("0203", xcn.text(13), ""))
                    .text("system", identifiers.system(xcn, 9, ""))
                    .text("value", number)
                    .end();
        }
        return Json.object()
                .raw("identifier", identifier)
                .text("display", HumanNames.display(xcn))
                .end();
    }
}
