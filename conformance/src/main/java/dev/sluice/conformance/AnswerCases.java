package dev.sluice.conformance;

import static dev.sluice.conformance.Checks.answer;
import static dev.sluice.conformance.Checks.answerBody;
import static dev.sluice.conformance.Checks.closed;
import static dev.sluice.conformance.Checks.either;
import static dev.sluice.conformance.Checks.passed;
import static dev.sluice.conformance.Checks.status;
import static dev.sluice.conformance.Messages.CHUNKED;
import static dev.sluice.conformance.Messages.HOST;
import static dev.sluice.conformance.Messages.get;
import static dev.sluice.conformance.Messages.head;
import static dev.sluice.conformance.Messages.ok;
import static dev.sluice.conformance.Messages.request;
import static dev.sluice.conformance.Scripts.sends;
import static dev.sluice.conformance.Unmet.unless;

import java.util.List;

/** Answers of a backend that are odd, wrong or too long. */
final class AnswerCases {

  private static final String EVIL =
      "HTTP/1.1 200 OK\r\nX-Evil: 1\r\nContent-Length: 4\r\n\r\nevil";

  private AnswerCases() {}

  static List<Case> all() {
    Section section = new Section();
    framing(section);
    syntax(section);
    extra(section);
    return section.cases();
  }

  private static void framing(Section section) {
    section
        .at("9112 6.3")
        .must(
            "an answer until the end of the connection arrives whole",
            sends(get()),
            Reply.closing(head("HTTP/1.1 200 OK") + "until the end"),
            status(200),
            answerBody("until the end"))
        .should(
            "an answer until the end of its connection leaves the client's",
            sends(get()),
            Reply.closing(head("HTTP/1.1 200 OK") + "until the end"),
            status(200),
            answerBody("until the end"),
            keptWith("until the end"))
        .must(
            "an answer until the end arrives whole at HTTP/1.0",
            sends(head("GET /{m} HTTP/1.0", HOST)),
            Reply.closing(head("HTTP/1.1 200 OK") + "until the end"),
            status(200),
            answerBody("until the end"),
            closed())
        .must(
            "an answer with differing lengths is a bad gateway",
            sends(get()),
            Reply.whole(head("HTTP/1.1 200 OK", "Content-Length: 2", "Content-Length: 3") + "ok!"),
            status(502))
        .must(
            "an answer with a length that is no number is a bad gateway",
            sends(get()),
            Reply.whole(head("HTTP/1.1 200 OK", "Content-Length: two") + "ok"),
            status(502))
        .must(
            "an answer with a signed length is a bad gateway",
            sends(get()),
            Reply.whole(head("HTTP/1.1 200 OK", "Content-Length: +2") + "ok"),
            status(502))
        .must(
            "an answer with length and coding is a bad gateway, or has the coding alone",
            sends(get()),
            Reply.whole(
                head("HTTP/1.1 200 OK", "Content-Length: 3", CHUNKED) + "2\r\nok\r\n0\r\n\r\n"),
            either(status(502), answerBody("ok")))
        .safe(
            "an answer with length and coding is a bad gateway",
            sends(get()),
            Reply.whole(
                head("HTTP/1.1 200 OK", "Content-Length: 3", CHUNKED) + "2\r\nok\r\n0\r\n\r\n"),
            status(502))
        .safe(
            "an answer with two equal lengths is a bad gateway, or has one of them",
            sends(get()),
            Reply.whole(head("HTTP/1.1 200 OK", "Content-Length: 2", "Content-Length: 2") + "ok"),
            either(
                status(502),
                answer("it has not", a -> a.head().values("content-length").equals(List.of("2")))))
        .safe(
            "an answer with an unknown coding is a bad gateway",
            sends(get()),
            Reply.closing(
                head("HTTP/1.1 200 OK", "Transfer-Encoding: gzip, chunked")
                    + "2\r\nok\r\n0\r\n\r\n"),
            status(502))
        .safe(
            "an answer with chunked twice is a bad gateway",
            sends(get()),
            Reply.closing(head("HTTP/1.1 200 OK", CHUNKED, CHUNKED) + "2\r\nok\r\n0\r\n\r\n"),
            status(502))
        .must(
            "an answer that is shorter than its length doesn't look complete",
            sends(get()),
            Reply.closing(head("HTTP/1.1 200 OK", "Content-Length: 100") + "only this"),
            broken())
        .must(
            "an answer of HTTP/1.0 with chunks is a bad gateway, or none of its connection's last",
            sends(get()),
            Reply.closing(head("HTTP/1.0 200 OK", CHUNKED) + "2\r\nok\r\n0\r\n\r\n"),
            either(status(502), either(answerBody("ok"), answerBody("2\r\nok\r\n0\r\n\r\n"))));
  }

  private static void syntax(Section section) {
    section
        .at("9112 4")
        .safe(
            "a status of two digits is a bad gateway",
            sends(get()),
            Reply.whole("HTTP/1.1 20 OK\r\nContent-Length: 2\r\n\r\nok"),
            status(502))
        .safe(
            "a status of four digits is a bad gateway",
            sends(get()),
            Reply.whole("HTTP/1.1 2000 OK\r\nContent-Length: 2\r\n\r\nok"),
            status(502))
        .safe(
            "a status of letters is a bad gateway",
            sends(get()),
            Reply.whole("HTTP/1.1 2oo OK\r\nContent-Length: 2\r\n\r\nok"),
            status(502))
        .safe(
            "an unknown version is a bad gateway",
            sends(get()),
            Reply.whole("HTTP/3.1 200 OK\r\nContent-Length: 2\r\n\r\nok"),
            status(502))
        .at("9112 5.1")
        .must(
            "a blank before the colon is not passed on",
            sends(get()),
            Reply.whole(ok("ok", "X-A : 1")),
            either(status(502), passed()))
        .at("9112 5.2")
        .must(
            "a folded line of an answer is unfolded or a bad gateway",
            sends(get()),
            Reply.whole(ok("ok", "X-A: one", " two")),
            either(
                status(502),
                answer(
                    "it isn't",
                    a -> String.join(" ", a.head().values("x-a")).matches("one\\s+two"))))
        .at("9110 5.5")
        .must(
            "a NUL in an answer is not passed on",
            sends(get()),
            Reply.whole(ok("ok", "X-A: a\u0000b")),
            either(status(502), passed()))
        .must(
            "a bare CR in an answer is not passed on",
            sends(get()),
            Reply.whole(ok("ok", "X-A: a\rX-B: b")),
            either(status(502), passed()))
        .safe(
            "a bare LF in an answer is not passed on",
            sends(get()),
            Reply.whole(ok("ok", "X-A: a").replace("X-A: a\r\n", "X-A: a\n")),
            either(status(502), passed()))
        .safe(
            "an answer's head without an end is a bad gateway",
            sends(get()),
            Reply.whole(ok("ok", "X-A: " + "a".repeat(300_000))),
            status(502))
        .safe(
            "a field name of an answer that is no token is a bad gateway",
            sends(get()),
            Reply.whole(ok("ok", "X@A: a")),
            either(
                status(502), scene -> unless(scene.answer().head().values("x@a").isEmpty(), "")));
  }

  private static void extra(Section section) {
    section
        .at("9112 9.2")
        .must(
            "what a backend says behind its answer is nobody's answer",
            onTwo(get()),
            once(ok("ok") + EVIL),
            AnswerCases::noEvil)
        .must(
            "a body behind an answer to HEAD is nobody's answer",
            onTwo(request("HEAD")),
            once(head("HTTP/1.1 200 OK", "Content-Length: " + EVIL.length()) + EVIL),
            AnswerCases::noEvil)
        .must(
            "a body behind a 204 is nobody's answer",
            onTwo(get()),
            once(head("HTTP/1.1 204 No Content") + EVIL),
            AnswerCases::noEvil)
        .must(
            "a body behind a 304 is nobody's answer",
            onTwo(get()),
            once(head("HTTP/1.1 304 Not Modified", "Content-Length: " + EVIL.length()) + EVIL),
            AnswerCases::noEvil)
        .must(
            "an answer that comes before the request is nobody's answer",
            onTwo(get()),
            once(ok("ok") + EVIL.repeat(3)),
            AnswerCases::noEvil);
  }

  /** Answers as told the first time, and properly from then on. */
  private static Reply once(String answer) {
    return request -> {
      request.body();
      request.send(request.head().target().endsWith("/again") ? ok("ok") : answer);
    };
  }

  private static Script onTwo(String request) {
    return scene -> {
      Client client = scene.connect();
      client.send(request);
      client.answer(request.split(" ")[0]);
      scene.awaitRequests(1);
      Client other = scene.connect();
      for (int i = 0; i < 3; i++) {
        other.send(head("GET /{m}/again HTTP/1.1", HOST));
        other.answer("GET");
      }
      unless(
          other.answers().stream().allMatch(a -> a.status() == 200) && other.answers().size() == 3,
          "another client's requests fail");
      unless(
          other.answers().stream().noneMatch(a -> a.body().text().contains("evil")),
          "another client got it");
    };
  }

  private static void noEvil(Scene scene) {
    unless(
        scene.first().answers().stream().noneMatch(a -> a.body().text().contains("evil")),
        "the client got it");
    Client first = scene.first();
    if (first.ending().isEmpty() && !first.answers().isEmpty()) {
      first.send(head("GET /{m}/again HTTP/1.1", HOST));
      first.answer("GET");
      unless(
          first.answers().stream().noneMatch(a -> a.body().text().contains("evil")),
          "the client got it as its next answer");
    }
  }

  /** A bad gateway, or an answer that the client can tell is not complete. */
  static Check broken() {
    return scene -> {
      if (!scene.first().answers().isEmpty()) {
        status(502).on(scene);
      } else {
        unless(!scene.first().ending().equals("silent"), "the client waits for the rest");
      }
    };
  }

  private static Check keptWith(String text) {
    return scene -> {
      scene.first().send(get());
      scene.first().answer("GET");
      unless(scene.answer(1).body().text().equals(text), "the next answer is another");
    };
  }
}
