package io.caravan.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.crypto.TestCrypto;
import io.caravan.request.Requests.Answer;
import io.caravan.request.Requests.Claim;
import io.caravan.request.Requests.Request;
import io.caravan.request.Requests.Ticket;
import io.caravan.sql.Database;
import io.caravan.sql.TestSchema;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PostgresRequestsTest {
    private static final byte[] ANSWER = "{\"family\":\"Zyxw\"}".getBytes(StandardCharsets.UTF_8);

    private final TestCrypto crypto = new TestCrypto();
    private Instant now = Instant.parse("2026-03-01T12:00:00Z");
    private Database database;
    private Requests requests;

    @BeforeEach
    void open() {
        database = TestSchema.create();
        requests = new PostgresRequests(database, crypto, crypto, () -> now);
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void theSameCommandAgainGetsTheSameAnswer() {
        requests.answer(granted("otto", "k1", "replay 7"), new Answer(409, "application/json", ANSWER));

        assertThat(requests.claim(request("otto", "k1", "replay 7")))
                .isInstanceOfSatisfying(Claim.Answered.class, claim -> {
                    assertThat(claim.answer().status()).isEqualTo(409);
                    assertThat(claim.answer().mediaType()).isEqualTo("application/json");
                    assertThat(claim.answer().body()).isEqualTo(ANSWER);
                });
    }

    @Test
    void aKeyIsForOneCommandOfOneActor() {
        requests.answer(granted("otto", "k1", "replay 7"), new Answer(200, "application/json", ANSWER));

        assertThat(requests.claim(request("otto", "k1", "replay 8"))).isInstanceOf(Claim.Mismatch.class);
        assertThat(requests.claim(request("lara", "k1", "replay 8"))).isInstanceOf(Claim.Granted.class);
    }

    @Test
    void whatIsUnderWayIsNotBegunAgainUntilItIsGivenUp() {
        Ticket first = granted("otto", "k1", "replay 7");
        assertThat(requests.claim(request("otto", "k1", "replay 7"))).isInstanceOf(Claim.UnderWay.class);

        now = now.plus(Duration.ofMinutes(3));
        Ticket second = granted("otto", "k1", "replay 7");
        requests.answer(first, new Answer(200, "text/plain", new byte[0]));
        assertThat(requests.claim(request("otto", "k1", "replay 7"))).isInstanceOf(Claim.UnderWay.class);

        requests.answer(second, new Answer(200, "application/json", ANSWER));
        assertThat(requests.claim(request("otto", "k1", "replay 7"))).isInstanceOf(Claim.Answered.class);
    }

    @Test
    void whatWasNotDoneMayBeTriedAgainAndOldKeysAreForgotten() {
        requests.release(granted("otto", "k1", "replay 7"));
        requests.answer(granted("otto", "k1", "replay 8"), new Answer(200, "application/json", ANSWER));

        assertThat(requests.forget(now)).isZero();
        assertThat(requests.forget(now.plusSeconds(1))).isOne();
        granted("otto", "k1", "replay 9");
    }

    @Test
    void neitherWhatWasAskedNorWhatWasAnsweredStandsInTheTableInClear() {
        requests.answer(granted("otto", "k1", "set PID-5=Zyxw"), new Answer(200, "application/json", ANSWER));

        String row = database.inTransaction(connection -> {
            try (var statement = connection.createStatement();
                    var rows = statement.executeQuery(
                            "select encode(answer, 'escape') || encode(fingerprint, 'escape') || actor || action from request")) {
                rows.next();
                return rows.getString(1);
            }
        });
        assertThat(row).contains("otto").doesNotContain("Zyxw");
    }

    private Ticket granted(String actor, String key, String content) {
        Claim claim = requests.claim(request(actor, key, content));
        assertThat(claim).isInstanceOf(Claim.Granted.class);
        return ((Claim.Granted) claim).ticket();
    }

    private static Request request(String actor, String key, String content) {
        return new Request(actor, key, "POST /x", content.getBytes(StandardCharsets.UTF_8));
    }
}
