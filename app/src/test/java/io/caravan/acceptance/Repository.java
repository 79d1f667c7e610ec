package io.caravan.acceptance;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where the repository is, and what stands beside it. */
final class Repository {
    private Repository() {}

    static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("routes").resolve("adt.camel.yaml"))) {
            folder = folder.getParent();
            if (folder == null) {
                throw new IllegalStateException(
                        "run the tests from inside the repository: routes/adt.camel.yaml was not found");
            }
        }
        return folder;
    }

    /** Messages written by others; the calling test is skipped where the folder is absent. */
    static Path corpora() {
        Path corpora = root().resolveSibling("shared").resolve("corpora");
        assumeTrue(Files.isDirectory(corpora), "skipped: ../shared/corpora is not beside the repository");
        return corpora;
    }
}
