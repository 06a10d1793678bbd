package dev.sluice.conformance;

import static dev.sluice.conformance.Messages.CHUNKED;
import static dev.sluice.conformance.Messages.get;
import static dev.sluice.conformance.Messages.head;
import static dev.sluice.conformance.Messages.post;
import static dev.sluice.conformance.Unmet.unless;

import java.io.IOException;
import java.util.List;

/**
 * Either side leaves, by FIN and by RST, at each stage. Each several times: a connection or a
 * request that is still counted as there would show sooner or later.
 */
final class BreakCases {

  private static final int TIMES = 5;
  private static final String BIG = "Content-Length: 100";

  private BreakCases() {}

  static List<Case> all() {
    Section section = new Section();
    for (boolean reset : new boolean[] {false, true}) {
      String how = reset ? "resets" : "ends";
      section
          .at("9112 8")
          .must(
              "a client that " + how + " before a request asks nothing",
              leaves("", 0, reset),
              Reply.OK,
              BreakCases::nothingWhole)
          .must(
              "a client that " + how + " in a head asks nothing",
              leaves("GET /{m} HTTP/1.1\r\nHos", 0, reset),
              Reply.OK,
              BreakCases::nothingWhole)
          .must(
              "a client that " + how + " behind a head leaves no whole request",
              leaves(post(BIG), 1, reset),
              Reply.OK,
              BreakCases::nothingWhole)
          .must(
              "a client that " + how + " in a body leaves no whole request",
              leaves(post(BIG) + "only this", 1, reset),
              Reply.OK,
              BreakCases::nothingWhole)
          .must(
              "a client that " + how + " in a chunk leaves no whole request",
              leaves(post(CHUNKED) + "5\r\nhel", 1, reset),
              Reply.OK,
              BreakCases::nothingWhole)
          .must(
              "a client that " + how + " between chunks leaves no whole request",
              leaves(post(CHUNKED) + "5\r\nhello\r\n", 1, reset),
              Reply.OK,
              BreakCases::nothingWhole)
          .must(
              "a client that " + how + " in the trailers leaves no whole request",
              leaves(post(CHUNKED) + "5\r\nhello\r\n0\r\nX-A: 1\r\n", 1, reset),
              Reply.OK,
              BreakCases::nothingWhole)
          .must(
              "a client that " + how + " before its answer disturbs nobody",
              leaves(get(), 1, reset),
              Reply.OK)
          .must(
              "a client that " + how + " in its answer disturbs nobody",
              leavesInAnswer(reset),
              BreakCases::large)
          .at("9110 15.6.3")
          .must(
              "a backend that " + how + " before its answer is a bad gateway",
              asks(),
              breaks("", reset),
              gateway())
          .must(
              "a backend that " + how + " in its head is a bad gateway",
              asks(),
              breaks("HTTP/1.1 200 OK\r\nContent-Le", reset),
              gateway())
          .at("9112 8")
          .must(
              "a backend that " + how + " behind its head leaves no complete answer",
              asks(),
              breaks(head("HTTP/1.1 200 OK", BIG), reset),
              cut())
          .must(
              "a backend that " + how + " in its body leaves no complete answer",
              asks(),
              breaks(head("HTTP/1.1 200 OK", BIG) + "only this", reset),
              cut())
          .must(
              "a backend that " + how + " in a chunk leaves no complete answer",
              asks(),
              breaks(head("HTTP/1.1 200 OK", CHUNKED) + "5\r\nhel", reset),
              cut())
          .must(
              "a backend that " + how + " before the last chunk leaves no complete answer",
              asks(),
              breaks(head("HTTP/1.1 200 OK", CHUNKED) + "5\r\nhello\r\n", reset),
              cut())
          .must(
              "a backend that " + how + " in the trailers leaves no complete answer",
              asks(),
              breaks(head("HTTP/1.1 200 OK", CHUNKED) + "5\r\nhello\r\n0\r\nX-A: 1\r\n", reset),
              cut())
          .safe(
              "a backend that " + how + " behind its answer has answered",
              asksTwice(),
              breaks(Messages.ok("ok"), reset),
              whole());
    }
    return section
        .safe(
            "a backend that resets an answer until the end leaves no complete answer",
            asks(),
            breaks(head("HTTP/1.1 200 OK") + "only this", true),
            cut())
        .cases();
  }

  private static Script leaves(String bytes, int heads, boolean reset) {
    return scene -> {
      for (int i = 0; i < TIMES; i++) {
        Client client = scene.connect();
        client.send(bytes);
        if (heads > 0 && !bytes.contains("X-A")) {
          int expected = heads * (i + 1);
          // Some proxies wait for the whole of a body before they pass anything on.
          new Patience(java.time.Duration.ofMillis(20))
              .until(() -> scene.requests().size() >= expected);
        } else {
          client.gap();
        }
        leave(client, reset);
      }
    };
  }

  private static void leave(Client client, boolean reset) throws IOException {
    if (reset) {
      client.reset();
    } else {
      client.close();
    }
  }

  private static Script leavesInAnswer(boolean reset) {
    return scene -> {
      for (int i = 0; i < TIMES; i++) {
        Client client = scene.connect();
        client.send(get());
        client.read(1000);
        leave(client, reset);
      }
    };
  }

  private static void large(Served request) throws IOException {
    request.body();
    request.send(Messages.ok("a".repeat(1_000_000)));
  }

  private static Script asks() {
    return scene -> {
      for (int i = 0; i < TIMES; i++) {
        Client client = scene.connect();
        client.send(get());
        client.untilHead();
        scene.open();
        client.answer("GET");
      }
    };
  }

  private static Script asksTwice() {
    return scene -> {
      for (int i = 0; i < TIMES; i++) {
        Client client = scene.connect();
        client.send(get());
        client.answer("GET");
        scene.open();
        client.send(get());
        client.answer("GET");
        unless(client.answers().size() == 2, "the second request on the connection fails");
      }
    };
  }

  // A reset overtakes what was sent before it: so wait until that has been passed on.
  private static Reply breaks(String answer, boolean reset) {
    return request -> {
      request.body();
      request.send(answer);
      if (!reset) {
        request.close();
        return;
      }
      if (answer.contains("\r\n\r\n")) {
        request.await();
      }
      request.reset();
    };
  }

  private static void nothingWhole(Scene scene) {
    unless(scene.requests().stream().noneMatch(Request::whole), "the backend saw a whole request");
    unless(
        scene
            .patience()
            .until(() -> scene.requests().stream().noneMatch(r -> r.trouble().isEmpty())),
        "the backend still waits for the rest of a request");
  }

  private static Check gateway() {
    return scene -> {
      for (Client client : scene.clients()) {
        unless(client.answers().size() == 1, "no answer: %s", client.ending());
        int status = client.answers().get(0).status();
        unless(status == 502 || status == 503, "the answer is %d", status);
      }
    };
  }

  private static Check cut() {
    return scene -> {
      for (Client client : scene.clients()) {
        unless(!client.ending().equals("silent"), "the client waits for the rest");
        unless(
            client.answers().stream().allMatch(a -> a.status() == 502),
            "the answer looks complete");
      }
    };
  }

  private static Check whole() {
    return scene -> {
      for (Client client : scene.clients()) {
        unless(
            client.answers().stream()
                .allMatch(a -> a.status() == 200 && a.body().text().equals("ok")),
            "the answers are %s",
            client.answers());
      }
    };
  }
}
