package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.conformance.Case;
import dev.sluice.conformance.Fuzz;
import dev.sluice.conformance.Patience;
import dev.sluice.conformance.Payload;
import dev.sluice.conformance.RecordingBackend;
import dev.sluice.conformance.Suite;
import dev.sluice.conformance.Verdict;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the HTTP RFCs demand of an intermediary. All cases share one balancer and one backend. */
class ConformanceIT {

  private static final Patience PATIENCE = new Patience(Duration.ofSeconds(10));
  private static final String FUZZ = "fuzz";
  private static final int AT_A_TIME = 4;
  private static final int SHOWN = 5;
  private static final int CASES = Integer.getInteger("sluice.fuzz.cases", 300);
  private static final long SEED = Long.getLong("sluice.fuzz.seed", 1);

  // A request or connection that is never taken off the count is soon one too many.
  private static final String TOML =
      """
      [access-log]
      format = "off"

      [[server]]
      listen = "127.0.0.1:0"
      protocol = "http"

      [[server.forward]]
      backends = [{ address = "127.0.0.1:%d" }]
      outlier = { max-ejected-percent = 0 }
      connections = { max-per-backend = 32, queue = 0 }
      """;

  private static final ExpectedToFail EXPECTED = ExpectedToFail.read();

  private static RecordingBackend backend;
  private static Balancer balancer;
  private static Suite suite;

  @BeforeAll
  static void start() throws IOException {
    backend = new RecordingBackend(PATIENCE);
    balancer = Balancer.start(TOML.formatted(backend.port()));
    suite = new Suite(backend, balancer.port(), PATIENCE);
    assertThat(suite.awaitServing()).isTrue();
  }

  @AfterAll
  static void stop() throws IOException {
    balancer.close();
    backend.close();
  }

  static Stream<Case> cases() {
    return Suite.cases().stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void is(Case of) {
    Verdict verdict = suite.run(of);
    Assumptions.assumeFalse(verdict.skipped(), verdict.report());
    if (EXPECTED.contains(of.id())) {
      assertThat(verdict.passed()).as("passes: take it off %s", ExpectedToFail.FILE).isFalse();
    } else if (of.strictness().binding()) {
      assertThat(verdict.passed()).as(verdict.report()).isTrue();
    } else {
      Assumptions.assumeTrue(verdict.passed(), "not met: " + verdict.report());
    }
  }

  @Test
  void whatIsExpectedToFailExists() {
    List<String> known = new ArrayList<>(Suite.cases().stream().map(Case::id).toList());
    known.add(FUZZ);
    assertThat(known).doesNotHaveDuplicates().containsAll(EXPECTED.ids());
  }

  // Many cases take long, and no payload takes for ever.
  @Test
  @Timeout(value = 1, unit = TimeUnit.DAYS)
  void nothingIsSmuggled() throws Exception {
    List<Payload> payloads = new ArrayList<>(Fuzz.corpus());
    payloads.addAll(Fuzz.generated(SEED, CASES));
    Map<String, List<String>> failures = failures(payloads);
    if (EXPECTED.contains(FUZZ)) {
      assertThat(failures).as("passes: take it off %s", ExpectedToFail.FILE).isNotEmpty();
    } else {
      assertThat(failures.values().stream().flatMap(List::stream).limit(SHOWN).toList())
          .as("payloads by family: %s", counted(failures))
          .isEmpty();
    }
  }

  private static String counted(Map<String, List<String>> failures) {
    return failures.entrySet().stream()
        .map(family -> family.getKey() + " " + family.getValue().size())
        .collect(Collectors.joining(", "));
  }

  private static Map<String, List<String>> failures(List<Payload> payloads) throws Exception {
    Fuzz fuzz = new Fuzz(backend, balancer.port());
    ExecutorService threads = Executors.newFixedThreadPool(AT_A_TIME);
    try {
      List<Future<Optional<String>>> reports =
          payloads.stream().map(payload -> threads.submit(() -> fuzz.run(payload))).toList();
      Map<String, List<String>> failures = new TreeMap<>();
      for (int i = 0; i < payloads.size(); i++) {
        Optional<String> report = reports.get(i).get();
        if (report.isPresent()) {
          List<String> known =
              failures.computeIfAbsent(payloads.get(i).family(), family -> new ArrayList<>());
          known.add(known.size() < SHOWN ? report.get() : payloads.get(i).id());
        }
      }
      return failures;
    } finally {
      threads.shutdownNow();
    }
  }
}
