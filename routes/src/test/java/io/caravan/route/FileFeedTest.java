package io.caravan.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.caravan.message.DataClass;
import io.caravan.route.RouteSettings.ClassFeeds;
import io.caravan.route.RouteSettings.FileFeed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files through the shipped route. */
class FileFeedTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private Site site;

    @BeforeEach
    void start() throws Exception {
        site = open();
    }

    private Site open() throws Exception {
        return Site.start(RouteSettings.of(
                Site.ROUTES, Map.of(DataClass.ADT, ClassFeeds.NONE.with(new FileFeed(folder, "adt")))));
    }

    @AfterEach
    void stop() {
        site.close();
    }

    private void write(String name, String text) throws IOException {
        Path hidden = folder.resolve(name + ".tmp");
        Files.writeString(hidden, text, StandardCharsets.ISO_8859_1);
        Files.move(hidden, folder.resolve(name));
    }

    private List<String> names(String subfolder) {
        Path in = folder.resolve(subfolder);
        if (!Files.isDirectory(in)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(in)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String adt(String controlId) {
        return Messages.of(DataClass.ADT, controlId);
    }

    @Test
    void aFileIsTakenOnceAndMoved() throws Exception {
        write("one.hl7", adt("C1"));

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(names("done"))
                        .singleElement()
                        .satisfies(name -> assertThat(name).matches("\\d{8}T\\d{9}Z-one\\.hl7")));
        assertThat(site.journal.entries()).hasSize(1);
        assertThat(folder.resolve("one.hl7")).doesNotExist();
        await().untilAsserted(() -> assertThat(site.ledger.works()).hasSize(1));
    }

    @Test
    @DisplayName("§7.5 batch: the messages of a batch file are taken one by one, in their order")
    void everyMessageOfABatchIsStoredInItsOrderBeforeTheFileMoves() throws Exception {
        StringBuilder batch = new StringBuilder("FHS|^~\\&|A\rBHS|^~\\&|A\r");
        for (int i = 0; i < 1_000; i++) {
            batch.append(adt("C" + i));
        }
        write("batch.hl7", batch.append("BTS|1000\rFTS|1\r").toString());

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(names("done")).hasSize(1));
        assertThat(site.journal.entries()).hasSize(1_000);
        assertThat(new String(site.journal.entries().get(999).payload(), StandardCharsets.ISO_8859_1))
                .isEqualTo(adt("C999"));
    }

    @Test
    @DisplayName(
            "§7.5 batch: a file whose counts do not match is a dead letter as a whole, and nothing of it is applied")
    void aBatchThatWasCutShortIsRefusedAsAWhole() throws Exception {
        write("cut.hl7", "BHS|^~\\&|A\r" + adt("C1") + adt("C2") + "BTS|3\r");

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(names("failed")).hasSize(2));
        await().untilAsserted(() -> assertThat(site.deadLetters.all())
                .singleElement()
                .satisfies(letter -> {
                    assertThat(letter.code()).isEqualTo("batch-count");
                    assertThat(letter.place()).isEqualTo("batch BTS-1");
                }));
        assertThat(site.journal.entries()).hasSize(1);
        assertThat(site.ledger.works()).isEmpty();
        String reason = names("failed").get(1);
        assertThat(reason).endsWith("-cut.hl7.reason.txt");
        assertThat(folder.resolve("failed").resolve(reason)).hasContent("batch-count\n");
    }

    @Test
    void aFileThatStillGrowsIsLeftAlone() throws Exception {
        Path growing = folder.resolve("growing.hl7");
        Files.writeString(growing, adt("C0"));
        for (int i = 1; i < 25; i++) {
            String more = adt("C" + i);
            await().pollDelay(Duration.ofMillis(100)).until(() -> true);
            Files.writeString(growing, more, StandardOpenOption.APPEND);
        }
        assertThat(site.journal.entries()).isEmpty();

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(names("done")).hasSize(1));
        assertThat(site.journal.entries()).hasSize(25);
    }

    @Test
    void whileTheJournalIsAwayTheFileWaits() throws Exception {
        site.journal.away(true);
        write("one.hl7", adt("C1"));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(
                                site.routes().health().get(DataClass.ADT).receivingTrouble())
                        .isNotEmpty());
        assertThat(folder.resolve("one.hl7")).exists();

        site.journal.away(false);

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(names("done")).hasSize(1));
        assertThat(site.journal.entries()).hasSize(1);
    }

    @Test
    void aStopInTheMiddleLeavesTheFileForTheNextStart() throws Exception {
        site.journal.away(true);
        write("one.hl7", adt("C1"));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(
                                site.routes().health().get(DataClass.ADT).receivingTrouble())
                        .isNotEmpty());
        site.close();
        assertThat(folder.resolve("one.hl7")).exists();

        site = open();

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(names("done")).hasSize(1));
        assertThat(site.journal.entries()).hasSize(1);
    }

    @Test
    void whatNoListenerWouldTakeEndsAsADeadLetter() throws Exception {
        write("wrong.hl7", Messages.of(DataClass.LABS, "C1"));

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(site.deadLetters.all())
                        .singleElement()
                        .satisfies(letter -> assertThat(letter.hl7Code()).isEqualTo(200)));
    }
}
