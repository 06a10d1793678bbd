package dev.sluice.conformance;

import static dev.sluice.conformance.Unmet.unless;

import dev.sluice.conformance.Reference.Asked;
import java.util.List;
import java.util.Optional;

/**
 * Sends payloads through a proxy and compares what the backend got, read strictly, with what a
 * strict reader makes of what was sent. The proxy may refuse more; it may not let through anything
 * else. Thread-safe.
 */
public final class Fuzz {

  // An answer that has not come by then is not waited for: what matters is what the backend saw.
  private static final int SILENCE_MILLIS = 250;

  private static final String LAST =
      "GET /{m}/last HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\n";

  private final RecordingBackend backend;
  private final int port;

  /**
   * For one proxy.
   *
   * @param port where it listens on 127.0.0.1
   */
  public Fuzz(RecordingBackend backend, int port) {
    this.backend = backend;
    this.port = port;
  }

  /** The known ones. */
  public static List<Payload> corpus() {
    return Corpus.all();
  }

  /** The same ones for the same seed. */
  public static List<Payload> generated(long seed, int count) {
    return Mutations.of(seed, count);
  }

  /**
   * Sends one. Blocks until the proxy is done with it.
   *
   * @return what was wrong, with the bytes of both sides
   */
  public Optional<String> run(Payload payload) {
    Marker marker = backend.marker();
    Ledger ledger = new Ledger(Reply.OK);
    backend.expect(marker.number(), ledger);
    try (Scene scene = new Scene(port, marker, ledger, backend.patience())) {
      Reference reference = Reference.of(marker.fill(payload.bytes() + LAST));
      try {
        send(scene, payload, reference);
        judge(scene, reference);
        return Optional.empty();
      } catch (Unmet unmet) {
        return Optional.of(
            "%s%n%s%n-- strictly, that is %s and then %s%n%s"
                .formatted(
                    unmet.getMessage(),
                    payload.id(),
                    Escaped.line(reference.requests()),
                    reference.end(),
                    scene.transcript()));
      }
    } finally {
      backend.forget(marker.number());
    }
  }

  private static void send(Scene scene, Payload payload, Reference reference) {
    Client client = scene.connect(SILENCE_MILLIS);
    client.send(payload.bytes() + LAST);
    int expected = reference.requests().size();
    for (int i = 0; client.ending().isEmpty(); i++) {
      client.answer(i < expected ? reference.requests().get(i).method() : "GET");
    }
  }

  private static void judge(Scene scene, Reference reference) {
    List<Asked> asked = reference.requests();
    List<Request> got = scene.requests();
    int whole = 0;
    for (Request request : got) {
      unless(!request.malformed(), "what reached the backend is %s", request.trouble());
      if (!request.whole()) {
        continue;
      }
      Asked seen = Asked.of(request.head(), request.body().orElseThrow());
      unless(
          whole < asked.size() && asked.get(whole).equals(seen),
          "request %d that the backend saw is %s",
          whole + 1,
          Escaped.line(seen));
      whole++;
    }
    answers(scene.first(), asked);
  }

  private static void answers(Client client, List<Asked> asked) {
    unless(!client.ending().startsWith("malformed"), "the answer is %s", client.ending());
    List<Answer> answers = client.answers();
    for (int i = 0; i < answers.size(); i++) {
      List<String> of = answers.get(i).head().values("x-for");
      if (!of.isEmpty()) {
        unless(
            i < asked.size() && asked.get(i).isAt(of.get(0)),
            "answer %d is for %s",
            i + 1,
            of.get(0));
      }
    }
  }
}
