package dev.sluice.conformance;

import static dev.sluice.conformance.Unmet.unless;

import dev.sluice.conformance.message.Head;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/** What is usually looked at. */
final class Checks {

  private static final int FIRST_ERROR = 400;

  private Checks() {}

  /** The backend's answer came, to the one request that the backend saw whole. */
  static Check passed() {
    return scene -> {
      int status = scene.answer().status();
      unless(status == 200, "the answer is %d", status);
      unless(scene.request().whole(), "the backend's request %s", scene.request().trouble());
    };
  }

  static Check status(int... allowed) {
    return scene -> {
      int status = scene.answer().status();
      unless(
          Arrays.stream(allowed).anyMatch(one -> one == status),
          "the answer is %d, expected %s",
          status,
          Arrays.toString(allowed));
    };
  }

  /** No complete request reached the backend. */
  static Check unforwarded() {
    return scene ->
        unless(
            scene.requests().stream().noneMatch(Request::whole),
            "the backend saw a complete request");
  }

  /** An error of one of these statuses (any if none is named), and nothing reached the backend. */
  static Check refused(int... statuses) {
    return scene -> {
      int status = scene.answer().status();
      unless(
          statuses.length == 0
              ? status >= FIRST_ERROR
              : Arrays.stream(statuses).anyMatch(one -> one == status),
          "the answer is %d, expected %s",
          status,
          statuses.length == 0 ? "an error" : Arrays.toString(statuses));
      unforwarded().on(scene);
    };
  }

  /** An error, or no answer but the end of the connection; the backend saw nothing whole. */
  static Check turnedAway() {
    return scene -> {
      boolean silent = scene.first().ending().equals("silent");
      unless(!silent, "there is no answer, and the connection stays open");
      if (!scene.first().answers().isEmpty()) {
        unless(scene.answer().status() >= FIRST_ERROR, "the answer is %d", scene.answer().status());
      }
      unforwarded().on(scene);
    };
  }

  /** Either of two. */
  static Check either(Check one, Check other) {
    return scene -> {
      try {
        one.on(scene);
      } catch (Unmet first) {
        try {
          other.on(scene);
        } catch (Unmet second) {
          throw new Unmet("neither: " + first.getMessage() + "; nor: " + second.getMessage());
        }
      }
    };
  }

  /** A field of the request as the backend saw it: all its lines. */
  static Check has(String name, String... values) {
    return scene -> equal("the backend's " + name, scene.forwarded().values(name), values);
  }

  static Check lacks(String... names) {
    return scene -> {
      for (String name : names) {
        equal("the backend's " + name, scene.forwarded().values(name));
      }
    };
  }

  /** What the backend saw of the head. */
  static Check forwarded(String what, Predicate<Head> condition) {
    return scene ->
        unless(condition.test(scene.forwarded()), "%s; it saw %s", what, scene.forwarded());
  }

  static Check start(String line) {
    return scene -> {
      String seen = scene.forwarded().start().replaceAll("m[0-9]{6}", "{m}");
      unless(seen.equals(line), "the backend saw \"%s\", expected \"%s\"", seen, line);
    };
  }

  static Check body(String text) {
    return scene -> {
      unless(scene.request().whole(), "the backend's request %s", scene.request().trouble());
      String seen = scene.request().body().orElseThrow().text();
      unless(seen.equals(text), "the backend saw the body \"%s\"", seen);
    };
  }

  static Check trailer(String name, String... values) {
    return scene ->
        equal("the trailer " + name, scene.request().body().orElseThrow().trailer(name), values);
  }

  static Check answerHas(String name, String... values) {
    return scene -> equal("the answer's " + name, scene.answer().head().values(name), values);
  }

  static Check answerLacks(String... names) {
    return scene -> {
      for (String name : names) {
        equal("the answer's " + name, scene.answer().head().values(name));
      }
    };
  }

  static Check answer(String what, Predicate<Answer> condition) {
    return scene ->
        unless(condition.test(scene.answer()), "%s; it is %s", what, scene.answer().head());
  }

  static Check answerBody(String text) {
    return scene -> {
      String seen = scene.answer().body().text();
      unless(seen.equals(text), "the answer's body is \"%s\"", seen);
    };
  }

  static Check answerTrailer(String name, String... values) {
    return scene ->
        equal("the answer's trailer " + name, scene.answer().body().trailer(name), values);
  }

  /** Statuses of the interim answers. */
  static Check interim(Integer... statuses) {
    return scene -> {
      List<Integer> seen = scene.answer().interim().stream().map(Head::status).toList();
      unless(seen.equals(List.of(statuses)), "interim answers %s", seen);
    };
  }

  /** The proxy ends the connection behind the answer. */
  static Check closed() {
    return scene -> {
      scene.first().untilEnd();
      unless(
          !scene.first().ending().startsWith("silent"),
          "the connection stays open behind the answer");
      unless(
          !scene.first().ending().startsWith("closed after"),
          "more comes behind the answer: %s",
          scene.first().ending());
    };
  }

  /** Another request is served on the same connection. */
  static Check kept() {
    return scene -> {
      int before = scene.first().answers().size();
      scene.first().send("GET /{m}/again HTTP/1.1\r\nHost: a.example\r\nX-Again: 1\r\n\r\n");
      scene.first().answer("GET");
      Answer again = scene.answer(before);
      unless(again.status() == 200, "the next answer on the connection is %d", again.status());
      unless(
          scene.requests().stream().anyMatch(r -> !r.head().values("x-again").isEmpty()),
          "the next answer on the connection isn't the backend's");
    };
  }

  private static void equal(String what, List<String> seen, String... values) {
    unless(seen.equals(List.of(values)), "%s is %s, expected %s", what, seen, List.of(values));
  }
}
