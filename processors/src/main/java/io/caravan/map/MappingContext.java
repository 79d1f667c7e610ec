package io.caravan.map;

import io.caravan.codes.Authorities;
import io.caravan.codes.CodeMaps;
import io.caravan.message.SourceDeclaration;

/** What a mapper needs to know besides the record: the source's declarations, the site's code maps and authorities. */
public record MappingContext(SourceDeclaration source, CodeMaps codes, Authorities authorities) {}
