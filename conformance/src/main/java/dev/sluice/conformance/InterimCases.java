package dev.sluice.conformance;

import static dev.sluice.conformance.Checks.answer;
import static dev.sluice.conformance.Checks.answerBody;
import static dev.sluice.conformance.Checks.body;
import static dev.sluice.conformance.Checks.closed;
import static dev.sluice.conformance.Checks.forwarded;
import static dev.sluice.conformance.Checks.interim;
import static dev.sluice.conformance.Checks.kept;
import static dev.sluice.conformance.Checks.passed;
import static dev.sluice.conformance.Checks.status;
import static dev.sluice.conformance.Messages.HOST;
import static dev.sluice.conformance.Messages.get;
import static dev.sluice.conformance.Messages.head;
import static dev.sluice.conformance.Messages.ok;
import static dev.sluice.conformance.Messages.post;
import static dev.sluice.conformance.Scripts.sends;
import static dev.sluice.conformance.Unmet.unless;

import java.util.List;

/** Answers before the answer. */
final class InterimCases {

  private static final String EXPECTS = post("Content-Length: 5", "Expect: 100-continue");
  private static final String CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n";

  private InterimCases() {}

  static List<Case> all() {
    return new Section()
        .at("9110 10.1.1")
        .must(
            "a client that waits for 100 gets it, and its body arrives",
            scene -> {
              Client client = scene.connect();
              client.send(EXPECTS);
              client.interim().ifPresent(h -> unless(h.status() == 100, "the answer is %s", h));
              client.send("hello");
              client.answer("POST");
            },
            InterimCases::goesOn,
            status(200),
            body("hello"))
        .safe(
            "the 100 is the backend's: it has the head before the client is told to go on",
            scene -> {
              Client client = scene.connect();
              client.send(EXPECTS);
              scene.awaitRequests(1);
              unless(client.quiet(), "the proxy says something before the backend does");
              scene.open();
              client.interim().ifPresent(h -> unless(h.status() == 100, "the answer is %s", h));
              client.send("hello");
              client.answer("POST");
            },
            request -> {
              request.await();
              goesOn(request);
            },
            status(200),
            body("hello"))
        .must(
            "Expect is forwarded, or met by the proxy",
            scene -> {
              Client client = scene.connect();
              client.send(EXPECTS);
              client.interim();
              client.send("hello");
              client.answer("POST");
            },
            InterimCases::goesOn,
            status(200))
        .safe(
            "a final answer instead of 100 is passed on",
            scene -> {
              Client client = scene.connect();
              client.send(EXPECTS);
              client.answer("POST");
            },
            request -> {
              request.send(Messages.answer("417 Expectation Failed", "no"));
              request.untilEnd();
            },
            status(417),
            interim())
        .must(
            "a client that doesn't wait is served too",
            sends(EXPECTS + "hello"),
            InterimCases::goesOn,
            status(200),
            body("hello"),
            kept())
        .at("9110 15.2")
        .must(
            "103 is passed on",
            sends(get()),
            Reply.whole(head("HTTP/1.1 103 Early Hints", "Link: </a.css>") + ok("hi")),
            passed(),
            interim(103),
            answer(
                "its fields are not",
                a -> a.interim().get(0).values("link").equals(List.of("</a.css>"))),
            answerBody("hi"))
        .must(
            "102 and unknown interim answers are passed on",
            sends(get()),
            Reply.whole(
                head("HTTP/1.1 102 Processing") + head("HTTP/1.1 199 Odd", "X-A: 1") + ok("hi")),
            passed(),
            interim(102, 199),
            answerBody("hi"))
        .must(
            "many interim answers are passed on",
            sends(get()),
            Reply.whole(head("HTTP/1.1 103 Early Hints", "X-A: 1").repeat(5) + ok("hi")),
            passed(),
            interim(103, 103, 103, 103, 103),
            kept())
        .must(
            "HTTP/1.0 gets no interim answer",
            sends(head("GET /{m} HTTP/1.0", HOST)),
            Reply.whole(head("HTTP/1.1 103 Early Hints", "Link: </a.css>") + ok("hi")),
            status(200),
            interim(),
            answerBody("hi"),
            closed())
        .must(
            "Expect of HTTP/1.0 is passed over",
            sends(
                head("POST /{m} HTTP/1.0", HOST, "Content-Length: 5", "Expect: 100-continue")
                    + "hello"),
            InterimCases::goesOn,
            status(200),
            interim(),
            body("hello"))
        .must(
            "a 100 that nobody asked for disturbs nothing",
            sends(get()),
            Reply.whole(CONTINUE + ok("hi")),
            status(200),
            answerBody("hi"),
            kept())
        .safe(
            "an interim answer with a length has no body",
            sends(get()),
            Reply.whole(head("HTTP/1.1 103 Early Hints", "Content-Length: 5") + ok("hi")),
            Checks.either(status(502), answerBody("hi")),
            forwarded("", h -> true))
        .cases();
  }

  private static void goesOn(Served request) throws java.io.IOException {
    if (request.head().members("expect").contains("100-continue")) {
      request.send(CONTINUE);
    }
    request.body();
    request.send(ok("ok"));
  }
}
