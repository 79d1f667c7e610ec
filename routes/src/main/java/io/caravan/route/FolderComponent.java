package io.caravan.route;

import java.io.File;
import java.time.InstantSource;
import java.util.Comparator;
import org.apache.camel.component.file.FileComponent;
import org.apache.camel.component.file.GenericFile;
import org.apache.camel.component.file.GenericFileEndpoint;

/** The {@code file:} component of the route files: how a file is taken is not left to the route. */
final class FolderComponent extends FileComponent {
    /** Names under which a writer keeps a file until it is whole. */
    private static final String UNFINISHED = "(?i).*\\.(tmp|part|filepart|inprogress)";

    private final InstantSource clock;

    FolderComponent(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    protected void afterPropertiesSet(GenericFileEndpoint<File> endpoint) throws Exception {
        super.afterPropertiesSet(endpoint);
        endpoint.setProcessStrategy(new TakenFiles(clock));
        endpoint.setSorter(Comparator.comparing(GenericFile::getFileName));
        if (endpoint.getExclude() == null) {
            endpoint.setExclude(UNFINISHED);
        }
    }
}
