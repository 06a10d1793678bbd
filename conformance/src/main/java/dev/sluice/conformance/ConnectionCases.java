package dev.sluice.conformance;

import static dev.sluice.conformance.Checks.answer;
import static dev.sluice.conformance.Checks.closed;
import static dev.sluice.conformance.Checks.kept;
import static dev.sluice.conformance.Checks.passed;
import static dev.sluice.conformance.Checks.status;
import static dev.sluice.conformance.Messages.HOST;
import static dev.sluice.conformance.Messages.get;
import static dev.sluice.conformance.Messages.head;
import static dev.sluice.conformance.Messages.ok;
import static dev.sluice.conformance.Messages.post;
import static dev.sluice.conformance.Scripts.pipelines;
import static dev.sluice.conformance.Scripts.sends;
import static dev.sluice.conformance.Unmet.unless;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Connections that stay, that end, and that carry several requests at a time. */
final class ConnectionCases {

  private static final int MANY = 50;

  private ConnectionCases() {}

  static List<Case> all() {
    Section section = new Section();
    persistence(section);
    pipelining(section);
    return section.cases();
  }

  private static void persistence(Section section) {
    section
        .at("9112 9.3")
        .should("HTTP/1.1 keeps its connection", get(), passed(), kept())
        .must(
            "HTTP/1.0 doesn't keep its connection",
            head("GET /{m} HTTP/1.0", HOST),
            status(200),
            closed())
        .should(
            "HTTP/1.0 keeps its connection when asked to",
            sends(head("GET /{m} HTTP/1.0", HOST, "Connection: keep-alive")),
            Reply.OK,
            status(200),
            answer(
                "the answer doesn't say so",
                a -> a.head().members("connection").contains("keep-alive")),
            kept())
        .must(
            "a request that is refused leaves no half-read body behind",
            sends(post("Content-Length: +5") + "hello" + head("GET /{s} HTTP/1.1", HOST)),
            Reply.OK,
            status(400),
            closed())
        .at("9112 9.6")
        .must(
            "Connection: close ends it behind the answer",
            get("Connection: close"),
            passed(),
            closed())
        .should(
            "Connection: close is said in return",
            get("Connection: close"),
            passed(),
            answer("it isn't", a -> a.head().members("connection").contains("close")))
        .must(
            "close is one of a list, in any letter case",
            get("Connection: foo, CLOSE"),
            passed(),
            closed())
        .must(
            "nothing behind a request with Connection: close is served",
            pipelines(2, get("Connection: close") + head("GET /{s} HTTP/1.1", HOST)),
            Reply.OK,
            passed(),
            closed())
        .must(
            "after an error the connection ends",
            head("GET /{m} HTTP/1.1", HOST, HOST),
            status(400),
            closed())
        .must(
            "an answer is whole before the connection ends",
            sends(get("Connection: close")),
            Reply.whole(ok("a".repeat(200_000))),
            passed(),
            Checks.answerBody("a".repeat(200_000)),
            closed());
  }

  private static void pipelining(Section section) {
    section
        .at("9112 9.3.2")
        .must(
            "pipelined requests are answered in order",
            pipelines(MANY, numbered(0, MANY)),
            Reply.OK,
            inOrder(MANY))
        .must(
            "pipelined requests with bodies are told apart",
            pipelines(
                3,
                numbered(0, 1)
                        .replace("GET", "POST")
                        .replace("\r\n\r\n", "\r\nContent-Length: 3\r\n\r\none")
                    + numbered(1, 2)
                        .replace("GET", "POST")
                        .replace(
                            "\r\n\r\n",
                            "\r\nTransfer-Encoding: chunked\r\n\r\n3\r\ntwo\r\n0\r\n\r\n")
                    + numbered(2, 3)),
            Reply.OK,
            inOrder(3),
            ConnectionCases::bodies)
        .must(
            "a slow first answer keeps the others waiting",
            scene -> {
              Client client = scene.connect();
              client.send(numbered(0, 3));
              scene.awaitRequests(1);
              unless(client.quiet(), "something is answered before the first request is");
              scene.open();
              for (int i = 0; i < 3; i++) {
                client.answer("GET");
              }
            },
            request -> {
              request.body();
              if (request.head().target().endsWith("/0")) {
                request.await();
              }
              Reply.OK.to(request);
            },
            inOrder(3))
        .must(
            "nothing behind a Connection: close in the middle is served",
            pipelines(
                3,
                numbered(0, 1)
                    + numbered(1, 2).replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n")
                    + head("GET /{s} HTTP/1.1", HOST)),
            Reply.OK,
            inOrder(2),
            closed())
        .must(
            "nothing behind a malformed request is served",
            pipelines(
                3,
                numbered(0, 1)
                    + head("GET /{m}/1 HTTP/1.1", HOST, HOST)
                    + head("GET /{s} HTTP/1.1", HOST)),
            Reply.OK,
            scene -> {
              unless(scene.answer(0).status() == 200, "the first is %d", scene.answer(0).status());
              unless(scene.answer(1).status() == 400, "the second is %d", scene.answer(1).status());
              unless(scene.first().answers().size() == 2, "there are more answers");
            })
        .safe(
            "an answer that ends with its connection doesn't end the next",
            pipelines(3, numbered(0, 3)),
            Reply.closing(head("HTTP/1.1 200 OK", "X-For: {t}") + "ok"),
            inOrder(3))
        .must(
            "what is pipelined behind an answer to HEAD is answered in its place",
            scene -> {
              Client client = scene.connect();
              client.send(numbered(0, 1).replace("GET", "HEAD") + numbered(1, 2));
              client.answer("HEAD");
              client.answer("GET");
            },
            request -> {
              request.body();
              String answer = "HTTP/1.1 200 OK\r\nX-For: {t}\r\nContent-Length: 2\r\n\r\n";
              request.send(request.head().method().equals("HEAD") ? answer : answer + "ok");
            },
            inOrder(2))
        .should(
            "empty lines between pipelined requests are passed over",
            pipelines(2, numbered(0, 1) + "\r\n" + numbered(1, 2)),
            Reply.OK,
            inOrder(2));
  }

  private static String numbered(int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(i -> head("GET /{m}/" + i + " HTTP/1.1", HOST))
        .collect(Collectors.joining());
  }

  private static Check inOrder(int count) {
    return scene -> {
      for (int i = 0; i < count; i++) {
        List<String> served = scene.answer(i).head().values("x-for");
        unless(
            served.size() == 1 && served.get(0).endsWith("/" + i),
            "answer %d is for %s",
            i,
            served);
      }
      unless(scene.requests().size() == count, "the backend saw %d", scene.requests().size());
    };
  }

  private static void bodies(Scene scene) {
    List<String> bodies =
        scene.requests().stream().map(r -> r.body().map(b -> b.text()).orElse("-")).toList();
    unless(bodies.equals(List.of("one", "two", "")), "the backend saw the bodies %s", bodies);
  }
}
