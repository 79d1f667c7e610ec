package io.caravan.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.caravan.cli.CommandFailure;
import io.caravan.postgres.DataFolderLock;
import io.caravan.postgres.ServerProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoFolderTest {

    @TempDir
    private Path folder;

    @Test
    void aFolderThatHoldsAnythingElseIsLeftAlone() throws IOException {
        Path mine = Files.writeString(folder.resolve("mine.txt"), "mine");

        assertThatThrownBy(() -> new DemoFolder(folder).prepare())
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("--data");

        assertThat(mine).hasContent("mine");
    }

    @Test
    void theNextDemoFindsTheFolderEmptyButForTheServer() throws IOException {
        DemoFolder demo = new DemoFolder(folder.resolve("data/demo"));
        demo.prepare();
        Path log = Files.createDirectories(folder.resolve("data/demo/logs")).resolve("caravan.log");
        Files.writeString(log, "of the last demo");
        Path cluster = Files.createDirectories(demo.server().resolve("data"));

        demo.prepare();

        assertThat(log).doesNotExist();
        assertThat(cluster).exists();
        assertThat(demo.drop()).isEmptyDirectory();
    }

    @Test
    void aFolderThatIsInUseIsLeftAlone() throws IOException {
        DemoFolder demo = new DemoFolder(folder);
        demo.prepare();
        Path log = Files.writeString(folder.resolve("caravan.log"), "of the running demo");

        try (DataFolderLock running = DataFolderLock.take(folder)) {
            assertThat(running).isNotNull();
            assertThatThrownBy(demo::prepare).isInstanceOf(ServerProblem.class);
        }

        assertThat(log).exists();
    }
}
