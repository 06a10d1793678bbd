package dev.sluice.conformance;

import static dev.sluice.conformance.Checks.answer;
import static dev.sluice.conformance.Checks.answerHas;
import static dev.sluice.conformance.Checks.answerLacks;
import static dev.sluice.conformance.Checks.forwarded;
import static dev.sluice.conformance.Checks.has;
import static dev.sluice.conformance.Checks.kept;
import static dev.sluice.conformance.Checks.lacks;
import static dev.sluice.conformance.Checks.passed;
import static dev.sluice.conformance.Messages.get;
import static dev.sluice.conformance.Messages.ok;
import static dev.sluice.conformance.Scripts.sends;

import java.util.List;

/** Fields that belong to one connection. */
final class HopCases {

  private HopCases() {}

  static List<Case> all() {
    return new Section()
        .at("9110 7.6.1")
        .must(
            "what Connection names ends here",
            get("Connection: X-Private", "X-Private: 1", "X-Public: 2"),
            passed(),
            lacks("x-private"),
            has("x-public", "2"),
            unnamed())
        .must(
            "what several lines of Connection name ends here",
            get(
                "Connection: keep-alive,,X-A",
                "X-A: 1",
                "connection: \t x-b ,Keep-Alive",
                "X-B: 2"),
            passed(),
            lacks("x-a", "x-b"),
            unnamed())
        .must(
            "what Connection names ends here when it comes first",
            get("X-Private: 1", "X-PRIVATE: 2", "Connection: x-private"),
            passed(),
            lacks("x-private"),
            unnamed())
        .safe(
            "Connection can't take Host away",
            get("Connection: Host"),
            Checks.either(has("host", "a.example"), Checks.refused(400)))
        .safe(
            "Connection can't take the length away",
            sends(Messages.post("Connection: Content-Length", "Content-Length: 5") + "hello"),
            Reply.OK,
            Checks.either(Checks.body("hello"), Checks.refused(400)))
        .safe(
            "Connection can't take what the proxy says away",
            get("Connection: close, X-Forwarded-For, Via"),
            passed(),
            forwarded("X-Forwarded-For is missing", h -> !h.values("x-forwarded-for").isEmpty()))
        .should("Keep-Alive ends here", get("Keep-Alive: timeout=5"), passed(), lacks("keep-alive"))
        .should(
            "Proxy-Connection ends here",
            get("Proxy-Connection: keep-alive"),
            passed(),
            lacks("proxy-connection"))
        .must("Connection: close is for this connection only", get("Connection: close"), passed())
        .at("9110 10.1.4")
        .must(
            "transfer codings in TE end here",
            get("Connection: TE", "TE: gzip, trailers;q=0.5"),
            passed(),
            forwarded("TE is the client's", h -> List.of("trailers").containsAll(h.members("te"))))
        .must(
            "TE comes with its name in Connection",
            get("Connection: TE", "TE: trailers"),
            passed(),
            forwarded(
                "TE is there without it",
                h -> h.values("te").isEmpty() || h.members("connection").contains("te")))
        .should(
            "TE: trailers is passed on",
            get("Connection: TE", "TE: trailers"),
            passed(),
            has("te", "trailers"))
        .at("9110 7.6.1")
        .must(
            "what Connection of an answer names ends here",
            sends(get()),
            Reply.whole(ok("ok", "Connection: X-Private", "X-Private: 1", "X-Public: 2")),
            passed(),
            answerLacks("x-private"),
            answerHas("x-public", "2"),
            kept())
        .must(
            "an answer's Connection: close is for that connection only",
            sends(get()),
            Reply.closing(ok("ok", "Connection: close")),
            passed(),
            answer(
                "the client is told to close",
                a -> !a.head().members("connection").contains("close")),
            kept())
        .must(
            "an answer's Connection: close in a list is understood",
            twiceOnOne(),
            Reply.whole(ok("ok", "Connection: foo, Close")),
            HopCases::notReused)
        .should(
            "Keep-Alive of an answer ends here",
            sends(get()),
            Reply.whole(ok("ok", "Keep-Alive: timeout=5")),
            passed(),
            answerLacks("keep-alive"))
        .should(
            "Proxy-Connection of an answer ends here",
            sends(get()),
            Reply.whole(ok("ok", "Proxy-Connection: keep-alive")),
            passed(),
            answerLacks("proxy-connection"))
        .cases();
  }

  private static Check unnamed() {
    return forwarded(
        "Connection still names them",
        h -> h.members("connection").stream().noneMatch(member -> member.startsWith("x-")));
  }

  private static Script twiceOnOne() {
    return scene -> {
      Client client = scene.connect();
      for (int i = 0; i < 2; i++) {
        client.send(get());
        client.answer("GET");
        Unmet.unless(scene.answer(i).status() == 200, "answer %d is %s", i, scene.answer(i).head());
      }
    };
  }

  private static void notReused(Scene scene) {
    List<Request> requests = scene.requests();
    Unmet.unless(
        requests.stream().map(Request::connection).distinct().count() == requests.size(),
        "a connection that was to be closed got another request");
  }
}
