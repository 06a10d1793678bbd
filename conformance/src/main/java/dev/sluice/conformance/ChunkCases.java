package dev.sluice.conformance;

import static dev.sluice.conformance.Checks.answerBody;
import static dev.sluice.conformance.Checks.answerLacks;
import static dev.sluice.conformance.Checks.answerTrailer;
import static dev.sluice.conformance.Checks.body;
import static dev.sluice.conformance.Checks.closed;
import static dev.sluice.conformance.Checks.either;
import static dev.sluice.conformance.Checks.forwarded;
import static dev.sluice.conformance.Checks.kept;
import static dev.sluice.conformance.Checks.passed;
import static dev.sluice.conformance.Checks.status;
import static dev.sluice.conformance.Checks.trailer;
import static dev.sluice.conformance.Checks.turnedAway;
import static dev.sluice.conformance.Messages.CHUNKED;
import static dev.sluice.conformance.Messages.HOST;
import static dev.sluice.conformance.Messages.chunked;
import static dev.sluice.conformance.Messages.get;
import static dev.sluice.conformance.Messages.head;
import static dev.sluice.conformance.Scripts.sends;

import java.util.List;

/** Bodies in chunks, with what hangs on them. */
final class ChunkCases {

  private static final int LARGE = 40_000;

  private ChunkCases() {}

  static List<Case> all() {
    Section section = new Section();
    chunks(section);
    refused(section);
    trailers(section);
    answers(section);
    return section.cases();
  }

  private static void chunks(Section section) {
    section
        .at("9112 7.1")
        .must(
            "a chunked request arrives whole",
            chunked("5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n"),
            passed(),
            body("hello world"),
            kept())
        .must("an empty chunked request arrives", chunked("0\r\n\r\n"), passed(), body(""), kept())
        .must(
            "sizes in hex of either case are read",
            chunked("a\r\n0123456789\r\nB\r\n0123456789a\r\n0\r\n\r\n"),
            passed(),
            body("01234567890123456789a"))
        .must(
            "zeros before a size mean nothing",
            chunked("0005\r\nhello\r\n000\r\n\r\n"),
            passed(),
            body("hello"),
            kept())
        .must(
            "a large chunk arrives whole",
            chunked(Integer.toHexString(LARGE) + "\r\n" + "c".repeat(LARGE) + "\r\n0\r\n\r\n"),
            passed(),
            body("c".repeat(LARGE)))
        .must(
            "a thousand chunks arrive",
            chunked("1\r\nc\r\n".repeat(1000) + "0\r\n\r\n"),
            passed(),
            body("c".repeat(1000)),
            kept())
        .at("9112 7.1.1")
        .must(
            "chunk extensions are passed over",
            chunked("5;a;b=c;d=\"e\"\r\nhello\r\n0;last\r\n\r\n"),
            passed(),
            body("hello"),
            kept())
        .must(
            "a quoted extension may hold anything",
            chunked("5;a=\"; 6\\\"\"\r\nhello\r\n0\r\n\r\n"),
            either(turnedAway(), body("hello")))
        .safe(
            "an extension without an end is refused",
            chunked("5;" + "a".repeat(300_000) + "\r\nhello\r\n0\r\n\r\n"),
            turnedAway())
        .safe(
            "extensions that go on and on are refused",
            chunked(("1;" + "a".repeat(1000) + "\r\nc\r\n").repeat(300) + "0\r\n\r\n"),
            turnedAway())
        .safe(
            "an extension with a bare LF is refused",
            chunked("5;a\nhello\r\n0\r\n\r\n"),
            turnedAway())
        .safe(
            "an extension with a bare CR is refused",
            chunked("5;a\rb\r\nhello\r\n0\r\n\r\n"),
            turnedAway())
        .safe(
            "an extension with a NUL is refused",
            chunked("5;a\u0000b\r\nhello\r\n0\r\n\r\n"),
            turnedAway());
  }

  private static void refused(Section section) {
    section
        .at("9112 7.1")
        .must(
            "a size that is no number is refused",
            chunked("zz\r\nhello\r\n0\r\n\r\n"),
            turnedAway())
        .must("an empty size is refused", chunked("\r\nhello\r\n0\r\n\r\n"), turnedAway())
        .must("a negative size is refused", chunked("-5\r\nhello\r\n0\r\n\r\n"), turnedAway())
        .must("a size with 0x is refused", chunked("0x5\r\nhello\r\n0\r\n\r\n"), turnedAway())
        .must(
            "a size beyond 2^64 is refused",
            chunked("10000000000000005\r\nhello\r\n0\r\n\r\n"),
            turnedAway())
        .must(
            "a size beyond 2^32 is not taken for a small one",
            chunked("100000005\r\nhello\r\n0\r\n\r\n"),
            Checks.unforwarded())
        .must(
            "a chunk that is longer than its size is refused",
            chunked("5\r\nhello!\r\n0\r\n\r\n"),
            turnedAway())
        .must(
            "a chunk without its line end is refused", chunked("5\r\nhello0\r\n\r\n"), turnedAway())
        .safe(
            "a size line that ends with a bare LF is refused",
            chunked("5\nhello\r\n0\r\n\r\n"),
            turnedAway())
        .safe(
            "chunk data that ends with a bare LF is refused",
            chunked("5\r\nhello\n0\r\n\r\n"),
            turnedAway())
        .safe(
            "a last chunk with a bare LF is refused",
            chunked("5\r\nhello\r\n0\n\r\n"),
            turnedAway())
        .safe("a blank before a size is refused", chunked(" 5\r\nhello\r\n0\r\n\r\n"), turnedAway())
        .should(
            "a blank behind a size is refused", chunked("5 \r\nhello\r\n0\r\n\r\n"), turnedAway());
  }

  private static void trailers(Section section) {
    section
        .at("9112 7.1.2")
        .safe(
            "trailers of a request are forwarded",
            chunked(
                "5\r\nhello\r\n0\r\nX-Sum: 42\r\nX-Sum: 43\r\nX-B: 1\r\n\r\n", "Trailer: X-Sum"),
            passed(),
            body("hello"),
            trailer("x-sum", "42", "43"),
            trailer("x-b", "1"),
            kept())
        .must(
            "a request with trailers leaves the connection in step",
            chunked("5\r\nhello\r\n0\r\nX-Sum: 42\r\n\r\n"),
            passed(),
            body("hello"),
            kept())
        .safe(
            "trailers of an answer are passed on",
            sends(get("TE: trailers", "Connection: TE")),
            Reply.whole(chunkedAnswer("5\r\nhello\r\n0\r\nX-Sum: 42\r\n\r\n", "Trailer: X-Sum")),
            passed(),
            answerBody("hello"),
            answerTrailer("x-sum", "42"),
            kept())
        .at("9110 6.5.1")
        .must(
            "trailers are not merged into the head where that changes the framing",
            chunked("5\r\nhello\r\n0\r\nContent-Length: 50\r\n\r\n"),
            either(
                turnedAway(),
                scene -> {
                  body("hello").on(scene);
                  forwarded("it is", h -> !h.values("content-length").contains("50")).on(scene);
                }),
            next())
        .safe(
            "Transfer-Encoding among trailers goes no further",
            chunked("5\r\nhello\r\n0\r\nTransfer-Encoding: chunked\r\n\r\n"),
            either(turnedAway(), body("hello")),
            next())
        .safe(
            "Host among trailers goes no further",
            chunked("5\r\nhello\r\n0\r\nHost: b.example\r\n\r\n"),
            either(turnedAway(), Checks.has("host", "a.example")),
            next())
        .safe(
            "a malformed trailer is refused",
            chunked("5\r\nhello\r\n0\r\nX-A : 1\r\n\r\n"),
            turnedAway())
        .safe(
            "a folded trailer is refused",
            chunked("5\r\nhello\r\n0\r\nX-A: 1\r\n 2\r\n\r\n"),
            turnedAway())
        .safe(
            "a trailer with a bare LF is refused",
            chunked("5\r\nhello\r\n0\r\nX-A: 1\n\r\n"),
            turnedAway())
        .safe(
            "trailers without an end are refused",
            chunked("5\r\nhello\r\n0\r\n" + "X-A: 1\r\n".repeat(40_000) + "\r\n"),
            turnedAway());
  }

  private static void answers(Section section) {
    section
        .at("9112 7.1")
        .must(
            "a chunked answer arrives whole",
            sends(get()),
            Reply.whole(chunkedAnswer("5\r\nhello\r\n6;x=y\r\n world\r\n0\r\n\r\n")),
            passed(),
            answerBody("hello world"),
            answerLacks("content-length"),
            kept())
        .must(
            "HTTP/1.0 gets a chunked answer without chunks",
            sends(head("GET /{m} HTTP/1.0", HOST)),
            Reply.whole(chunkedAnswer("5\r\nhello\r\n6\r\n world\r\n0\r\nX-Sum: 1\r\n\r\n")),
            status(200),
            answerLacks("transfer-encoding"),
            answerBody("hello world"),
            closed())
        .must(
            "a chunk of an answer without a number breaks it off",
            sends(get()),
            Reply.whole(chunkedAnswer("5\r\nhello\r\nzz\r\n world\r\n0\r\n\r\n")),
            AnswerCases.broken())
        .must(
            "a chunk of an answer that is too long breaks it off",
            sends(get()),
            Reply.whole(chunkedAnswer("5\r\nhello!\r\n0\r\n\r\n")),
            AnswerCases.broken())
        .safe(
            "a chunk of an answer with a bare LF breaks it off",
            sends(get()),
            Reply.whole(chunkedAnswer("5\nhello\r\n0\r\n\r\n")),
            AnswerCases.broken())
        .must(
            "a chunked answer that ends too early doesn't look complete",
            sends(get()),
            Reply.closing(chunkedAnswer("5\r\nhello\r\n")),
            AnswerCases.broken());
  }

  static String chunkedAnswer(String body, String... fields) {
    return head("HTTP/1.1 200 OK", CHUNKED).replace("\r\n\r\n", "\r\n")
        + String.join("\r\n", fields)
        + (fields.length == 0 ? "" : "\r\n")
        + "\r\n"
        + body;
  }

  // Whatever the proxy made of the first, what comes next on the connection is no part of it.
  private static Check next() {
    return scene -> {
      Client first = scene.first();
      if (first.ending().isEmpty() && first.answers().get(0).head().keepAlive()) {
        first.send(get("X-Next: 1"));
        first.answer("GET");
      }
    };
  }
}
