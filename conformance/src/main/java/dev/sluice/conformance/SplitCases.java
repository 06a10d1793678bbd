package dev.sluice.conformance;

import static dev.sluice.conformance.Messages.CHUNKED;
import static dev.sluice.conformance.Messages.get;
import static dev.sluice.conformance.Messages.head;
import static dev.sluice.conformance.Messages.post;
import static dev.sluice.conformance.Unmet.unless;

import java.util.ArrayList;
import java.util.List;

/** A message means the same wherever TCP cuts it. Every place is tried. */
final class SplitCases {

  private static final String OK = Messages.ok("hello", "X-A: 1");
  private static final String BODY = "5;x=y\r\nhello\r\n6\r\n world\r\n0\r\nX-Sum: 42\r\n\r\n";

  private SplitCases() {}

  static List<Case> all() {
    return new Section()
        .at("9112 2.1")
        .must("GET in two parts is the same", requests(get("X-A: 1")), Reply.whole(OK))
        .must(
            "HEAD in two parts is the same",
            requests(Messages.request("HEAD", "X-A: 1")),
            Reply.whole(head("HTTP/1.1 200 OK", "X-A: 1", "Content-Length: 5")))
        .must(
            "POST with a length in two parts is the same",
            requests(post("Content-Length: 5") + "hello"),
            Reply.whole(OK))
        .must(
            "POST in chunks with trailers in two parts is the same",
            requests(Messages.chunked(BODY, "Trailer: X-Sum")),
            Reply.whole(OK))
        .must(
            "two requests in two parts are the same",
            requests(post("Content-Length: 5") + "hello" + get("X-B: 2")),
            Reply.whole(OK))
        .must("an answer with a length in two parts is the same", answers(OK), cut(OK, false))
        .must(
            "a chunked answer in two parts is the same",
            answers(chunkedAnswer()),
            cut(chunkedAnswer(), false))
        .must(
            "an answer until the end in two parts is the same",
            answers(untilEnd()),
            cut(untilEnd(), true))
        .must(
            "answers behind an interim one in two parts are the same",
            answers(hinted()),
            cut(hinted(), false))
        .cases();
  }

  private static String chunkedAnswer() {
    return head("HTTP/1.1 200 OK", "X-A: 1", CHUNKED) + BODY;
  }

  private static String untilEnd() {
    return head("HTTP/1.1 200 OK", "X-A: 1") + "until the end";
  }

  private static String hinted() {
    return head("HTTP/1.1 103 Early Hints", "Link: </a>") + OK;
  }

  private static Script requests(String bytes) {
    int messages = bytes.split("HTTP/1\\.1\r\n", -1).length - 1;
    return scene -> {
      List<String> whole = List.of();
      int length = bytes.replace("{m}", "m000000").length();
      for (int at = 0; at < length; at++) {
        Client client = scene.connect();
        int before = scene.requests().size();
        client.split(bytes, at);
        for (int i = 0; i < messages; i++) {
          client.answer(bytes.split(" ")[0]);
        }
        List<String> now =
            outcome(client, scene.requests().subList(before, scene.requests().size()));
        unless(
            client.answers().size() == messages,
            "at %d there is no answer: %s",
            at,
            client.ending());
        whole = same(whole, now, at);
        client.close();
      }
    };
  }

  private static Script answers(String answer) {
    return scene -> {
      List<String> whole = List.of();
      for (int at = 0; at < answer.length(); at++) {
        Client client = scene.connect();
        client.send(head("GET /{m}/" + at + " HTTP/1.1", Messages.HOST));
        client.answer("GET");
        unless(client.answers().size() == 1, "at %d there is no answer: %s", at, client.ending());
        whole = same(whole, outcome(client, List.of()), at);
        client.close();
      }
    };
  }

  private static List<String> same(List<String> whole, List<String> now, int at) {
    unless(
        whole.isEmpty() || whole.equals(now),
        "cut at byte %d it is something else:\n%s\ninstead of\n%s",
        at,
        now,
        whole);
    return now;
  }

  /** The backend cuts its answer where the request's target says. */
  private static Reply cut(String answer, boolean close) {
    return request -> {
      request.body();
      String target = request.head().target();
      int at = Integer.parseInt(target.substring(target.lastIndexOf('/') + 1));
      request.send(answer.substring(0, at));
      java.util.concurrent.locks.LockSupport.parkNanos(400_000);
      request.send(answer.substring(at));
      if (close) {
        request.close();
      }
    };
  }

  private static List<String> outcome(Client client, List<Request> requests) {
    List<String> all = new ArrayList<>();
    for (Answer answer : client.answers()) {
      all.add(
          answer.interim().stream().map(h -> h.start()).toList()
              + answer.head().start()
              + answer.head().values("x-a")
              + answer.head().values("content-length")
              + answer.body().text()
              + answer.body().trailers());
    }
    for (Request request : requests) {
      all.add(
          request.head().start()
              + request.head().values("x-a")
              + request.body().map(b -> b.text() + b.trailers()).orElse(request.trouble()));
    }
    return all;
  }
}
