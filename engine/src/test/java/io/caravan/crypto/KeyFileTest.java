package io.caravan.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.caravan.crypto.Sealer.Place;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyFileTest {
    private static final byte[] CLEAR = "clear".getBytes(StandardCharsets.UTF_8);
    private static final Place PLACE = new Place("ledger/1", "PATIENT", "7", 3);

    @TempDir
    Path directory;

    @Test
    void theFirstStartMakesKeysThatLaterStartsOpen() {
        KeyRing first = keyFile().open();
        byte[] sealed = first.sealer().seal(CLEAR, PLACE);

        KeyRing second = keyFile().open();

        assertThat(first.newlyMade()).isTrue();
        assertThat(second.newlyMade()).isFalse();
        assertThat(second.fingerprint()).isEqualTo(first.fingerprint());
        assertThat(second.sealer().open(sealed, PLACE)).isEqualTo(CLEAR);
        assertThat(second.keyedHash().hash64("patient", "1"))
                .isEqualTo(first.keyedHash().hash64("patient", "1"));
    }

    @Test
    void everyFileIsForItsOwnerOnly() throws IOException {
        keyFile().open();

        try (var files = Files.list(directory)) {
            assertThat(files)
                    .hasSize(3)
                    .allSatisfy(file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                            .isEqualTo("rw-------"));
        }
    }

    @Test
    void aFileThatOthersCanReadIsRefusedWithTheRemedy() throws IOException {
        keyFile().open();
        Files.setPosixFilePermissions(directory.resolve("kek.p12"), PosixFilePermissions.fromString("rw-r--r--"));

        assertThatThrownBy(() -> keyFile().open())
                .isInstanceOf(KeyProblem.class)
                .hasMessageContaining("chmod 600 " + directory.resolve("kek.p12"));
    }

    @Test
    void aMissingKeyEncryptionKeyIsNotReplacedByANewOne() throws IOException {
        keyFile().open();
        Files.delete(directory.resolve("kek.p12"));

        assertThatThrownBy(() -> keyFile().open())
                .isInstanceOf(KeyProblem.class)
                .hasMessageContaining("Restore it from its backup");
        assertThat(directory.resolve("kek.p12")).doesNotExist();
    }

    @Test
    void aWrongPasswordIsNamedAsTheCause() {
        keyFile("right").open();

        assertThatThrownBy(() -> keyFile("wrong").open())
                .isInstanceOf(KeyProblem.class)
                .hasMessageContaining("password is wrong")
                .hasMessageContaining("kek.p12");
    }

    @Test
    void aKeysetOfAnotherKeyEncryptionKeyIsRefused() throws IOException {
        keyFile("same").open();
        Path other = directory.resolve("other");
        new KeyFile(KeySettings.in(other, Optional.of("same"), "hospital")).open();
        Files.copy(
                other.resolve("keyset.json"),
                directory.resolve("keyset.json"),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        Files.setPosixFilePermissions(directory.resolve("keyset.json"), PosixFilePermissions.fromString("rw-------"));

        assertThatThrownBy(() -> keyFile("same").open())
                .isInstanceOf(KeyProblem.class)
                .hasMessageContaining("do not belong together");
    }

    @Test
    void aSiteMayBringItsOwnKeyEncryptionKey() throws IOException {
        keyFile("site").open();
        Files.delete(directory.resolve("keyset.json"));

        KeyRing ring = keyFile("site").open();

        assertThat(ring.newlyMade()).isTrue();
    }

    @Test
    void afterARotationOldAndNewCiphertextsOpen() {
        KeyRing ring = keyFile().open();
        byte[] before = ring.sealer().seal(CLEAR, PLACE);

        KeyRing.Keys keys = keyFile().rotate(ring);
        byte[] after = ring.sealer().seal(CLEAR, PLACE);

        KeyRing reopened = keyFile().open();
        assertThat(keys.dataKeys())
                .hasSize(2)
                .filteredOn(KeyRing.DataKey::primary)
                .hasSize(1);
        assertThat(List.of(
                        reopened.sealer().open(before, PLACE), reopened.sealer().open(after, PLACE)))
                .allSatisfy(clear -> assertThat(clear).isEqualTo(CLEAR));
        assertThat(reopened.fingerprint()).isEqualTo(ring.fingerprint());
    }

    @Test
    void aCiphertextMovedToAnotherPlaceDoesNotOpen() {
        Sealer sealer = keyFile().open().sealer();
        byte[] sealed = sealer.seal(CLEAR, PLACE);

        assertThat(List.of(
                        new Place("fhir-r4/1", "PATIENT", "7", 3),
                        new Place("ledger/1", "ENCOUNTER", "7", 3),
                        new Place("ledger/1", "PATIENT", "8", 3),
                        new Place("ledger/1", "PATIENT", "7", 4),
                        new Place("ledger/1P", "ATIENT", "7", 3)))
                .allSatisfy(place -> assertThatThrownBy(() -> sealer.open(sealed, place))
                        .isInstanceOf(Sealer.SealBroken.class)
                        .hasMessageNotContaining("clear"));
    }

    @Test
    void aCiphertextOfAnotherTenantDoesNotOpen() {
        byte[] sealed = keyFile().open().sealer().seal(CLEAR, PLACE);
        Sealer other = new KeyFile(KeySettings.in(directory, Optional.empty(), "other"))
                .open()
                .sealer();

        assertThatThrownBy(() -> other.open(sealed, PLACE)).isInstanceOf(Sealer.SealBroken.class);
    }

    @Test
    void hashesOfDifferentDomainsDiffer() {
        KeyedHash hash = keyFile().open().keyedHash();

        assertThat(hash.hash64("patient", "1")).isNotEqualTo(hash.hash64("identifier", "1"));
        assertThat(hash.hash("a", "bc".getBytes(StandardCharsets.UTF_8)))
                .isNotEqualTo(hash.hash("ab", "c".getBytes(StandardCharsets.UTF_8)));
    }

    private KeyFile keyFile() {
        return new KeyFile(KeySettings.in(directory, Optional.empty(), "hospital"));
    }

    private KeyFile keyFile(String password) {
        return new KeyFile(KeySettings.in(directory, Optional.of(password), "hospital"));
    }
}
