package dev.sluice.conformance;

import static dev.sluice.conformance.Checks.body;
import static dev.sluice.conformance.Checks.closed;
import static dev.sluice.conformance.Checks.either;
import static dev.sluice.conformance.Checks.has;
import static dev.sluice.conformance.Checks.kept;
import static dev.sluice.conformance.Checks.lacks;
import static dev.sluice.conformance.Checks.passed;
import static dev.sluice.conformance.Checks.refused;
import static dev.sluice.conformance.Checks.turnedAway;
import static dev.sluice.conformance.Messages.CHUNKED;
import static dev.sluice.conformance.Messages.HELLO;
import static dev.sluice.conformance.Messages.HOST;
import static dev.sluice.conformance.Messages.get;
import static dev.sluice.conformance.Messages.head;
import static dev.sluice.conformance.Messages.post;

import java.util.List;

/** Where a request ends. */
final class FramingCases {

  private static final String NEXT = "GET /{s} HTTP/1.1\r\nHost: a.example\r\n\r\n";

  private FramingCases() {}

  static List<Case> all() {
    Section section = new Section();
    codings(section);
    lengths(section);
    return section.cases();
  }

  private static void codings(Section section) {
    section
        .at("9112 6.1")
        .must(
            "Content-Length with Transfer-Encoding goes no further",
            post("Content-Length: 5", CHUNKED) + HELLO,
            either(turnedAway(), one(body("hello"), lacks("content-length"), closed())))
        .safe(
            "CL+TE is refused", post("Content-Length: 5", CHUNKED) + HELLO, refused(400), closed())
        .safe(
            "TE+CL is refused", post(CHUNKED, "Content-Length: 5") + HELLO, refused(400), closed())
        .safe(
            "CL+TE with a second request behind it is refused",
            post("Content-Length: 5", CHUNKED) + "0\r\n\r\n" + NEXT,
            refused(400),
            closed())
        .should(
            "an unknown coding is refused as such",
            post("Transfer-Encoding: gzip, chunked") + HELLO,
            refused(501))
        .must(
            "an unknown coding goes no further",
            post("Transfer-Encoding: xchunked") + HELLO,
            turnedAway())
        .must(
            "a coding that doesn't end in chunked is refused",
            post("Transfer-Encoding: chunked, gzip") + HELLO,
            refused(400, 501))
        .must(
            "identity is refused", post("Transfer-Encoding: identity") + "hello", refused(400, 501))
        .must(
            "chunked twice is refused",
            post("Transfer-Encoding: chunked, chunked") + HELLO,
            refused(400, 501))
        .safe("chunked in two lines is refused", post(CHUNKED, CHUNKED) + HELLO, refused(400, 501))
        .safe(
            "chunked and identity in two lines are refused",
            post(CHUNKED, "Transfer-Encoding: identity") + HELLO,
            refused(400, 501))
        .safe(
            "an empty coding beside chunked is refused",
            post("Transfer-Encoding: ,chunked") + HELLO,
            refused(400, 501))
        .safe(
            "a coding with a parameter is refused",
            post("Transfer-Encoding: chunked;q=1") + HELLO,
            refused(400, 501))
        .safe(
            "a quoted coding is refused",
            post("Transfer-Encoding: \"chunked\"") + HELLO,
            refused(400, 501))
        .safe(
            "chunked with a vertical tab is refused",
            post("Transfer-Encoding: \u000bchunked") + HELLO,
            refused(400, 501))
        .safe(
            "an empty Transfer-Encoding is refused",
            post("Transfer-Encoding:") + HELLO,
            refused(400, 501))
        .must(
            "Transfer-Encoding in HTTP/1.0 ends with the connection",
            head("POST /{m} HTTP/1.0", HOST, CHUNKED, "Connection: keep-alive") + HELLO,
            either(turnedAway(), closed()))
        .safe(
            "Transfer-Encoding in HTTP/1.0 is refused",
            head("POST /{m} HTTP/1.0", HOST, CHUNKED) + HELLO,
            refused(400))
        .must(
            "codings have no letter case",
            post("Transfer-Encoding: CHUNKED") + HELLO,
            passed(),
            body("hello"),
            kept());
  }

  private static void lengths(Section section) {
    section
        .at("9112 6.2")
        .must("a length of other than digits is refused", length("five"), refused(400))
        .must("a signed length is refused", length("+5"), refused(400))
        .must("a negative length is refused", length("-5"), refused(400))
        .must("a length with a fraction is refused", length("5.0"), refused(400))
        .must("a length in hex is refused", length("0x5"), refused(400))
        .must("a length with a blank in it is refused", length("5 5"), refused(400))
        .must("an empty length is refused", length(""), refused(400))
        .must("a length beyond 2^63 is refused", length("9223372036854775813"), refused(400, 413))
        .must("a length beyond 2^64 is refused", length("18446744073709551621"), refused(400, 413))
        .safe("a length with a vertical tab is refused", length("\u000b5"), refused(400))
        .should(
            "leading zeros of a length mean nothing",
            length("0005"),
            either(refused(400), body("hello")))
        .at("9112 6.3")
        .must(
            "two different lengths are refused",
            post("Content-Length: 5", "Content-Length: 6") + "hello",
            refused(400))
        .must("two different lengths in one line are refused", length("5, 6"), refused(400))
        .must(
            "two equal lengths are refused, or made one",
            post("Content-Length: 5", "Content-Length: 5") + "hello",
            either(refused(400), one(body("hello"), has("content-length", "5"))))
        .safe(
            "two equal lengths are refused",
            post("Content-Length: 5", "Content-Length: 5") + "hello",
            refused(400))
        .safe("a list of equal lengths is refused", length("5, 5"), refused(400))
        .must("without length and coding there is no body", post(), passed(), body(""), kept())
        .must(
            "bytes behind a body belong to the next request",
            Scripts.pipelines(
                2,
                post("Content-Length: 5") + "helloGET /{m}/2 HTTP/1.1\r\nHost: a.example\r\n\r\n"),
            Reply.OK,
            scene -> {
              Unmet.unless(scene.answer(1).status() == 200, "the next request fails");
              Unmet.unless(scene.requests().size() == 2, "there are %d", scene.requests().size());
            })
        .must(
            "a body is never a request",
            Scripts.sends(
                post("Content-Length: " + NEXT.replace("{s}", "s000000").length()) + NEXT),
            Reply.OK,
            passed(),
            kept())
        .must(
            "the body of a GET is never a request",
            Scripts.sends(get("Content-Length: " + NEXT.replace("{s}", "s000000").length()) + NEXT),
            Reply.OK,
            passed(),
            kept())
        .must(
            "a body that the backend didn't wait for is never a request",
            scene -> {
              Client client = scene.connect();
              client.send(post("Content-Length: " + NEXT.replace("{s}", "s000000").length()));
              client.answer("POST");
              client.send(NEXT);
            },
            request -> {
              request.send(Messages.answer("413 Too Large", "", "Connection: close"));
              request.untilEnd();
            },
            scene -> {
              // A proxy that wants the whole of a body first has no answer yet.
              if (!scene.first().answers().isEmpty()) {
                Checks.status(413).on(scene);
              }
            });
  }

  private static String length(String value) {
    return post("Content-Length: " + value) + "hello";
  }

  private static Check one(Check... all) {
    return scene -> {
      for (Check check : all) {
        check.on(scene);
      }
    };
  }
}
