package dev.sluice.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The suite against no proxy at all: what a client sends reaches the backend as it is. */
final class SuiteTest {

  private static final Patience PATIENCE = new Patience(Duration.ofMillis(300));

  private RecordingBackend backend;

  @BeforeEach
  void start() throws IOException {
    backend = new RecordingBackend(PATIENCE);
  }

  @AfterEach
  void stop() throws IOException {
    backend.close();
  }

  private Verdict run(String id) {
    Case of = Suite.cases().stream().filter(one -> one.id().equals(id)).findFirst().orElseThrow();
    return new Suite(backend, backend.port(), PATIENCE).run(of);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "RFC 9110 5.1 unknown fields are forwarded",
        "RFC 9112 7.1.2 trailers of a request are forwarded",
        "RFC 9112 9.3.2 pipelined requests are answered in order",
        "RFC 9110 15.2 103 is passed on",
        "RFC 9112 8 a client that resets in a body leaves no whole request",
        "RFC 9112 2.1 HEAD in two parts is the same"
      })
  void passesWhatNoProxySpoils(String id) {
    Verdict verdict = run(id);
    assertThat(verdict.passed()).as(verdict.report()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "RFC 9110 7.6.1 what Connection names ends here",
        "RFC 9110 7.6.3 Via is added to a request",
        "RFC 9110 7.6.2 Max-Forwards: 0 ends OPTIONS here",
        "RFC 9112 6.1 CL+TE is refused",
        "RFC 9112 2.2 lines that end with a bare LF are refused",
        "RFC 9112 9.2 what a backend says behind its answer is nobody's answer",
        "RFC 9110 15.6.3 a backend that resets before its answer is a bad gateway"
      })
  void failsWhatOnlyAProxyCanDo(String id) {
    Verdict verdict = run(id);
    assertThat(verdict.passed()).isFalse();
    assertThat(verdict.skipped()).isFalse();
    assertThat(verdict.report()).contains(id, "-- sent", "-- got", "-- the backend saw");
  }

  @Test
  void leavesOutWhatTheServerDoesNotSpeak() {
    Verdict verdict = run("RFC 9113 8.1 a GET is forwarded and answered");
    assertThat(verdict.skipped()).isTrue();
    assertThat(verdict.report()).contains("no HTTP/2");
  }

  @Test
  void idsAreUniqueLines() {
    List<String> ids = Suite.cases().stream().map(Case::id).toList();
    assertThat(ids)
        .doesNotHaveDuplicates()
        .hasSizeGreaterThan(300)
        .noneMatch(id -> id.contains("\n"));
  }

  @Test
  void payloadsAreUniqueAndTheSameForASeed() {
    assertThat(Fuzz.corpus()).extracting(Payload::id).doesNotHaveDuplicates();
    assertThat(Fuzz.corpus()).extracting(Payload::bytes).allMatch(bytes -> bytes.contains("{"));
    assertThat(Fuzz.generated(7, 50)).isEqualTo(Fuzz.generated(7, 50));
    assertThat(Fuzz.generated(7, 50)).isNotEqualTo(Fuzz.generated(8, 50));
  }

  @Test
  void aPayloadThatReachesTheBackendAsItIsIsFound() {
    Fuzz fuzz = new Fuzz(backend, backend.port());
    Optional<String> report =
        fuzz.run(
            new Payload(
                "CL.TE",
                "plain",
                "POST /{m} HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n"
                    + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /{s} HTTP/1.1\r\nHost: x\r\n\r\n"));
    assertThat(report)
        .hasValueSatisfying(text -> assertThat(text).contains("malformed", "-- sent"));
    assertThat(fuzz.run(new Payload("none", "plain", "GET /{m} HTTP/1.1\r\nHost: x\r\n\r\n")))
        .isEmpty();
  }
}
