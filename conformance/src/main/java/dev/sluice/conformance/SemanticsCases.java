package dev.sluice.conformance;

import static dev.sluice.conformance.Checks.answer;
import static dev.sluice.conformance.Checks.answerBody;
import static dev.sluice.conformance.Checks.answerHas;
import static dev.sluice.conformance.Checks.answerLacks;
import static dev.sluice.conformance.Checks.body;
import static dev.sluice.conformance.Checks.has;
import static dev.sluice.conformance.Checks.kept;
import static dev.sluice.conformance.Checks.passed;
import static dev.sluice.conformance.Checks.start;
import static dev.sluice.conformance.Checks.status;
import static dev.sluice.conformance.Messages.get;
import static dev.sluice.conformance.Messages.head;
import static dev.sluice.conformance.Messages.ok;
import static dev.sluice.conformance.Messages.post;
import static dev.sluice.conformance.Messages.request;
import static dev.sluice.conformance.Scripts.sends;

import java.util.List;

/** Methods, representations and statuses, as far as somebody in between has to know them. */
final class SemanticsCases {

  private static final int LARGE = 100_000;

  private SemanticsCases() {}

  static List<Case> all() {
    Section section = new Section();
    representations(section);
    methods(section);
    statuses(section);
    return section.cases();
  }

  private static void representations(Section section) {
    section
        .at("9110 8.6")
        .must(
            "a request's length is forwarded",
            post("Content-Length: 5") + "hello",
            passed(),
            body("hello"))
        .should(
            "a POST of length 0 says so",
            post("Content-Length: 0"),
            passed(),
            has("content-length", "0"))
        .must(
            "a GET with a body is forwarded whole",
            get("Content-Length: 5") + "hello",
            passed(),
            body("hello"))
        .must(
            "a large body is forwarded whole",
            post("Content-Length: " + LARGE) + "b".repeat(LARGE),
            passed(),
            body("b".repeat(LARGE)))
        .must(
            "the length of an answer to HEAD is passed on",
            sends(request("HEAD")),
            Reply.whole(head("HTTP/1.1 200 OK", "Content-Length: 1000")),
            status(200),
            answerHas("content-length", "1000"))
        .must(
            "a 304 may have a length",
            sends(get("If-None-Match: \"a\"")),
            Reply.whole(head("HTTP/1.1 304 Not Modified", "Content-Length: 9", "ETag: \"a\"")),
            status(304),
            answerHas("etag", "\"a\""))
        .must(
            "an answer of length 0 is one",
            sends(get()),
            Reply.whole(ok("")),
            passed(),
            answerBody(""),
            kept())
        .at("9110 8.4")
        .must(
            "coded content stays as it is",
            sends(get("Accept-Encoding: gzip")),
            Reply.whole(ok("\u001f\u008b\u0008\u0000x", "Content-Encoding: gzip")),
            passed(),
            has("accept-encoding", "gzip"),
            answerHas("content-encoding", "gzip"),
            answerBody("\u001f\u008b\u0008\u0000x"))
        .at("9110 8.8")
        .must(
            "validators and conditions are forwarded as they are",
            sends(get("If-None-Match: W/\"a\", \"b\"")),
            Reply.whole(ok("", "ETag: W/\"a\"", "Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT")),
            has("if-none-match", "W/\"a\", \"b\""),
            answerHas("etag", "W/\"a\""),
            answerHas("last-modified", "Sun, 06 Nov 1994 08:49:37 GMT"))
        .at("9110 10.2.2")
        .should(
            "Location stays as it is",
            sends(get()),
            Reply.whole(Messages.answer("302 Found", "", "Location: //b.example/x?y#z")),
            status(302),
            answerHas("location", "//b.example/x?y#z"));
  }

  private static void methods(Section section) {
    section
        .at("9110 9.1")
        .should(
            "an unknown method is forwarded",
            request("BREW"),
            passed(),
            start("BREW /{m} HTTP/1.1"))
        .must(
            "methods keep their letter case",
            request("GeT"),
            Checks.either(start("GeT /{m} HTTP/1.1"), Checks.refused()))
        .should("PURGE is forwarded", request("PURGE"), passed(), start("PURGE /{m} HTTP/1.1"))
        .should(
            "PATCH is forwarded with its body",
            request("PATCH", "Content-Length: 2") + "{}",
            passed(),
            body("{}"))
        .should("DELETE is forwarded", request("DELETE"), passed())
        .should("a method of 30 letters is forwarded", request("A".repeat(30)), passed())
        .at("9110 9.3.2")
        .must(
            "an answer to HEAD has no body",
            sends(request("HEAD")),
            Reply.whole(head("HTTP/1.1 200 OK", "Content-Length: 5")),
            status(200),
            SemanticsCases::nextOnHead)
        .must(
            "an answer to HEAD with Transfer-Encoding has no body",
            sends(request("HEAD")),
            Reply.whole(head("HTTP/1.1 200 OK", Messages.CHUNKED)),
            status(200),
            SemanticsCases::nextOnHead)
        .must(
            "HEAD reaches the backend as HEAD or GET",
            sends(request("HEAD")),
            Reply.whole(head("HTTP/1.1 200 OK")),
            status(200),
            Checks.forwarded("it is another", h -> List.of("HEAD", "GET").contains(h.method())))
        .at("9110 9.3.7")
        .must(
            "OPTIONS of a path is forwarded",
            sends(request("OPTIONS")),
            Reply.whole(
                Messages.answer("204 No Content", "", "Allow: GET, BREW")
                    .replace("Content-Length: 0\r\n", "")),
            status(204),
            answerHas("allow", "GET, BREW"));
  }

  private static void statuses(Section section) {
    section
        .at("9110 15")
        .must(
            "an unknown status is passed on",
            sends(get()),
            Reply.whole(Messages.answer("471 Odd", "why")),
            status(471),
            answerBody("why"),
            next(471))
        .must(
            "a status of an unknown kind is passed on with its number",
            sends(get()),
            Reply.whole(Messages.answer("299 Fine", "yes")),
            status(299))
        .should(
            "the reason phrase is passed on",
            sends(get()),
            Reply.whole(Messages.answer("200 Very Well", "yes")),
            answer("it is not", a -> a.head().start().equals("HTTP/1.1 200 Very Well")))
        .must(
            "an answer without a reason phrase is one",
            sends(get()),
            Reply.whole("HTTP/1.1 200 \r\nContent-Length: 2\r\n\r\nok"),
            passed(),
            answerBody("ok"))
        .at("9110 15.3.5")
        .must(
            "a 204 has no body",
            sends(get()),
            Reply.whole(head("HTTP/1.1 204 No Content", "X-A: 1")),
            status(204),
            answerHas("x-a", "1"),
            answerLacks("transfer-encoding", "content-length"),
            next(204))
        .should(
            "a 204 with a length of 0 is passed on without it",
            sends(get()),
            Reply.whole(head("HTTP/1.1 204 No Content", "Content-Length: 0")),
            Checks.either(
                status(502),
                scene -> {
                  status(204).on(scene);
                  answerLacks("content-length").on(scene);
                }))
        .at("9110 15.3.7")
        .must(
            "a part stays a part",
            sends(get("Range: bytes=1-2")),
            Reply.whole(Messages.answer("206 Partial Content", "bc", "Content-Range: bytes 1-2/5")),
            status(206),
            has("range", "bytes=1-2"),
            answerHas("content-range", "bytes 1-2/5"),
            answerBody("bc"))
        .at("9110 15.4.5")
        .must(
            "a 304 has no body",
            sends(get()),
            Reply.whole(head("HTTP/1.1 304 Not Modified")),
            status(304),
            next(304))
        .at("9110 15.6.3")
        .must(
            "an answer that is none is a bad gateway",
            sends(get()),
            Reply.closing("220 mail.example ESMTP\r\n\r\n"),
            status(502))
        .must(
            "no answer at all is a bad gateway", sends(get()), Reply.closing(""), status(502, 503));
  }

  private static void nextOnHead(Scene scene) {
    scene.first().send(request("HEAD"));
    scene.first().answer("HEAD");
    Unmet.unless(scene.answer(1).status() == 200, "the next answer is out of step");
  }

  private static Check next(int status) {
    return scene -> {
      scene.first().send(get());
      scene.first().answer("GET");
      Unmet.unless(scene.answer(1).status() == status, "the next answer is out of step");
    };
  }
}
