package dev.sluice.conformance;

import java.time.Duration;
import java.util.List;

/**
 * Plays cases against a proxy in front of a recording backend, one after the other or several at a
 * time. After each, a plain request has to work, and nothing may have been smuggled or mangled.
 */
public final class Suite {

  private static final Patience START = new Patience(Duration.ofSeconds(30));

  private final RecordingBackend backend;
  private final int port;
  private final Patience patience;

  /**
   * For one proxy.
   *
   * @param port where it listens on 127.0.0.1
   */
  public Suite(RecordingBackend backend, int port, Patience patience) {
    this.backend = backend;
    this.port = port;
    this.patience = patience;
  }

  /** All cases, in the order of the RFCs. */
  public static List<Case> cases() {
    return Cases.all();
  }

  /**
   * Asks until there is an answer: a proxy that has just started may take its time with the first.
   *
   * @return false if there is none in half a minute
   */
  public boolean awaitServing() {
    return START.until(
        () -> {
          try {
            stillServes();
            return true;
          } catch (Unmet notYet) {
            return false;
          }
        });
  }

  /** Blocks until it is over. */
  public Verdict run(Case of) {
    Marker marker = backend.marker();
    Ledger ledger = new Ledger(of.reply());
    backend.expect(marker.number(), ledger);
    try (Scene scene = new Scene(port, marker, ledger, patience)) {
      return play(of, scene);
    } finally {
      ledger.open();
      backend.forget(marker.number());
    }
  }

  private Verdict play(Case of, Scene scene) {
    try {
      of.script().play(scene);
      for (Check check : of.checks()) {
        check.on(scene);
      }
      scene.open();
      stillServes();
      nothingSmuggled(scene);
      return new Verdict(of, Verdict.Outcome.PASSED, "");
    } catch (Inapplicable missing) {
      return new Verdict(of, Verdict.Outcome.SKIPPED, missing.getMessage());
    } catch (Unmet unmet) {
      return failed(of, Escaped.line(unmet.getMessage()), scene);
    } catch (Exception broken) {
      return failed(of, broken.toString(), scene);
    }
  }

  private static Verdict failed(Case of, String what, Scene scene) {
    String report = what + "\n" + of.id() + "\n" + scene.transcript();
    return new Verdict(of, Verdict.Outcome.FAILED, report);
  }

  private static void nothingSmuggled(Scene scene) {
    for (Request request : scene.requests()) {
      Unmet.unless(!request.malformed(), "what reached the backend is %s", request.trouble());
      Unmet.unless(
          !request.head().start().contains(scene.smuggled()),
          "smuggled: %s",
          request.head().start());
    }
  }

  private void stillServes() {
    Marker marker = backend.marker();
    Ledger ledger = new Ledger(Reply.OK);
    backend.expect(marker.number(), ledger);
    try (Scene scene = new Scene(port, marker, ledger, patience)) {
      Client client = scene.connect();
      client.send("GET /after/{m} HTTP/1.1\r\nHost: after.example\r\n\r\n");
      client.answer("GET");
      Unmet.unless(scene.answer().status() == 200, "a plain request afterwards failed");
    } catch (Unmet unmet) {
      throw new Unmet("afterwards: " + unmet.getMessage());
    } finally {
      backend.forget(marker.number());
    }
  }
}
