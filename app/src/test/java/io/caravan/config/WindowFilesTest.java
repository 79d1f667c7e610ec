package io.caravan.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.caravan.window.PlanSource;
import io.caravan.window.WindowRefused;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The windows as files. */
class WindowFilesTest {
    @TempDir
    private Path folder;

    @Test
    void whatWasWrittenIsReadAgain() {
        PlanSource source =
                new PlanSource("calendar: a.ics\n", Map.of("a.ics", "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"));

        WindowFiles.write(folder, source);
        WindowFiles.write(folder, source);

        assertThat(WindowFiles.read(folder.resolve("windows.yaml"))).isEqualTo(source);
        assertThat(folder).isDirectoryNotContaining("glob:**.tmp");
    }

    @Test
    void onlyCalendarsThatAreNamedAreTaken() throws IOException {
        WindowFiles.write(folder, new PlanSource("a.ics", Map.of("a.ics", "A", "b.ics", "B")));
        Files.writeString(folder.resolve("calendars").resolve("README"), "a.ics");

        assertThat(WindowFiles.read(folder.resolve("windows.yaml")).calendars())
                .containsExactly(Map.entry("a.ics", "A"));
    }

    @Test
    void noNameOfACalendarLeadsOutOfTheFolder() {
        for (String name : List.of("../a.ics", "/tmp/a.ics", "a/../../b.ics", "..", ".a.ics")) {
            PlanSource source = new PlanSource("", Map.of(name, "A"));
            assertThatThrownBy(() -> WindowFiles.write(folder, source)).isInstanceOf(WindowRefused.class);
        }
    }

    @Test
    void aConfigurationWithoutTheFileHasNoWindows() {
        assertThat(WindowFiles.seed(new Folders(folder, folder, folder))).isEqualTo(PlanSource.NONE);
    }

    @Test
    void aFileOfCommentsOnlyIsAsGoodAsNone() throws IOException {
        Files.writeString(folder.resolve("windows.yaml"), "# windows:\n\n  # nights:\n");

        assertThat(WindowFiles.seed(new Folders(folder, folder, folder))).isEqualTo(PlanSource.NONE);
    }

    @Test
    void whatIsNotTextOrTooMuchOrMissingIsRefused() throws IOException {
        Path file = folder.resolve("windows.yaml");
        assertThatThrownBy(() -> WindowFiles.read(file))
                .isInstanceOf(WindowRefused.class)
                .hasMessage("There is no file " + file);
        Files.write(file, "Fr\u00fchling".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> WindowFiles.read(file)).hasMessage(file + " is not UTF-8; save it as UTF-8");
        Files.writeString(file, " ".repeat(1_000_000));
        assertThatThrownBy(() -> WindowFiles.read(file)).hasMessageContaining("has 1000000 bytes; at most 900000");
        assertThatThrownBy(() -> WindowFiles.read(folder)).hasMessageContaining("cannot be read");
    }
}
