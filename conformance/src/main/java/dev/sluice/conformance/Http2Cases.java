package dev.sluice.conformance;

import static dev.sluice.conformance.Checks.body;
import static dev.sluice.conformance.Checks.has;
import static dev.sluice.conformance.Checks.start;
import static dev.sluice.conformance.Checks.trailer;
import static dev.sluice.conformance.Checks.unforwarded;
import static dev.sluice.conformance.Unmet.unless;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** HTTP/2 in front of HTTP/1.1: what must not come out as something else. */
final class Http2Cases {

  private static final String[] GET = {
    ":method", "GET", ":scheme", "http", ":authority", "a.example", ":path", "/{m}"
  };
  private static final String[] POST = {
    ":method", "POST", ":scheme", "http", ":authority", "a.example", ":path", "/{m}"
  };
  private static final String HIDDEN = "GET /{s} HTTP/1.1\r\nHost: a.example\r\n\r\n";

  private Http2Cases() {}

  static List<Case> all() {
    Section section = new Section();
    exchanges(section);
    fields(section);
    pseudoFields(section);
    bodies(section);
    return section.cases();
  }

  private static void exchanges(Section section) {
    section
        .at("9113 8.1")
        .must(
            "a GET is forwarded and answered",
            served(GET),
            Reply.OK,
            start("GET /{m} HTTP/1.1"),
            has("host", "a.example"))
        .must(
            "a POST is forwarded with its body",
            scene ->
                answered(
                    Http2.connect(scene)
                        .headers(false, with(POST, "content-length", "5"))
                        .data(true, "hello")),
            Reply.OK,
            body("hello"))
        .must(
            "a POST of unknown length is forwarded with its body",
            scene ->
                answered(
                    Http2.connect(scene).headers(false, POST).data(false, "hel").data(true, "lo")),
            Reply.OK,
            body("hello"))
        .safe(
            "trailers are forwarded",
            scene ->
                answered(
                    Http2.connect(scene)
                        .headers(false, POST)
                        .data(false, "hello")
                        .headers(true, "x-sum", "42")),
            Reply.OK,
            body("hello"),
            trailer("x-sum", "42"))
        .must(
            "a chunked answer comes without its chunks",
            scene -> {
              Http2 http2 = Http2.connect(scene).headers(true, GET).finish();
              unless(http2.body().equals("hello"), "the body is %s", Escaped.of(http2.body()));
            },
            Reply.whole(ChunkCases.chunkedAnswer("5\r\nhello\r\n0\r\n\r\n")))
        .must(
            "an answer's Connection ends here",
            served(GET),
            Reply.whole(Messages.ok("ok", "Connection: close", "Keep-Alive: timeout=5")))
        .at("9113 5.4.2")
        .must(
            "a request that is cancelled leaves no whole one",
            scene -> {
              Http2 http2 = Http2.connect(scene).headers(false, POST).data(false, "hel");
              scene.awaitRequests(1);
              http2.cancel();
              scene
                  .patience()
                  .until(() -> scene.requests().stream().noneMatch(r -> r.trouble().isEmpty()));
            },
            Reply.OK,
            unforwarded())
        .at("9113 8.2.3")
        .must(
            "cookies in several fields become one",
            served(with(GET, "cookie", "a=1", "cookie", "b=2")),
            Reply.OK,
            has("cookie", "a=1; b=2"))
        .at("9113 6.5.3")
        .must(
            "settings are acknowledged",
            scene -> {
              Http2 http2 = Http2.connect(scene).headers(true, GET).finish();
              unless(http2.acknowledged(), "they are not");
            },
            Reply.OK);
  }

  private static void fields(Section section) {
    section.at("9113 8.2.1");
    for (String name :
        List.of("X-Upper", "x blank", "x:colon", "x\rcr", "x\nlf", "x\0nul", "", "x\u00fc")) {
      malformed(section, "a field named \"" + Escaped.line(name) + "\" is refused", name, "1");
    }
    for (String value : List.of("a\r\nx-evil: 1", "a\nx-evil: 1", "a\rb", "a\0b", " a", "a\t")) {
      malformed(
          section,
          "a field with the value \"" + Escaped.line(value) + "\" is refused",
          "x-a",
          value);
    }
    section.at("9113 8.2.2");
    for (String name :
        List.of("connection", "keep-alive", "proxy-connection", "upgrade", "transfer-encoding")) {
      malformed(
          section,
          name + " is refused",
          name,
          name.equals("transfer-encoding") ? "chunked" : "close");
    }
    malformed(section, "TE of anything but trailers is refused", "te", "gzip");
    section.must("TE: trailers is taken", served(with(GET, "te", "trailers")), Reply.OK);
  }

  private static void pseudoFields(Section section) {
    section.at("9113 8.3");
    malformed(section, "an unknown pseudo-field is refused", ":x", "1");
    malformed(section, "a second :path is refused", ":path", "/{s}");
    malformed(section, "a second :method is refused", ":method", "POST");
    malformed(section, ":status in a request is refused", ":status", "200");
    section.must(
        "a pseudo-field behind a field is refused",
        refused(
            ":method",
            "GET",
            ":scheme",
            "http",
            ":authority",
            "a.example",
            "x-a",
            "1",
            ":path",
            "/{m}"),
        Reply.OK,
        unforwarded());
    section.at("9113 8.3.1");
    section
        .must(
            "no :path is refused",
            refused(
                ":method", "GET", ":scheme", "http", ":authority", "a.example", "x-case", "{m}"),
            Reply.OK,
            unforwarded())
        .must(
            "no :method is refused",
            refused(":scheme", "http", ":authority", "a.example", ":path", "/{m}"),
            Reply.OK,
            unforwarded());
    injected(section, ":path", "/{m} HTTP/1.1\r\nHost: a.example\r\n\r\nGET /{s}");
    injected(section, ":path", "/{m} HTTP/1.1");
    injected(section, ":path", "");
    injected(section, ":path", "{m}");
    injected(section, ":path", "*");
    injected(section, ":method", "GET /{s} HTTP/1.1\r\nHost: a.example\r\n\r\nGET");
    injected(section, ":method", "GET /{s}");
    injected(section, ":authority", "a.example\r\nX-Evil: 1");
    injected(section, ":authority", "me@a.example");
    injected(section, ":authority", "a.example/x");
    section.should(
        "Host that differs from :authority is refused",
        refused(with(GET, "host", "b.example")),
        Reply.OK,
        unforwarded());
  }

  private static void injected(Section section, String name, String value) {
    String[] fields = with(GET, "x-case", "{m}");
    fields[Arrays.asList(fields).indexOf(name) + 1] = value;
    String shown = Escaped.line(value);
    section.safe(
        name + " of \"" + shown + "\" is refused", refused(fields), Reply.OK, unforwarded());
  }

  private static void bodies(Section section) {
    section
        .at("9113 8.1.1")
        .must(
            "H2.CL: a body longer than its length is no request of its own",
            sends(POST, "content-length", "0", HIDDEN),
            Reply.OK)
        .must(
            "H2.CL: a body longer than its length is not forwarded",
            sends(POST, "content-length", "5", HIDDEN),
            Reply.OK,
            unforwarded())
        .must(
            "H2.CL: a body shorter than its length is not forwarded",
            sends(POST, "content-length", "500", HIDDEN),
            Reply.OK,
            unforwarded())
        .must(
            "H2.CL: two lengths are refused",
            scene ->
                Http2.connect(scene)
                    .headers(false, with(POST, "content-length", "5", "content-length", "0"))
                    .data(true, "hello")
                    .finish(),
            Reply.OK,
            unforwarded())
        .must(
            "H2.CL: a length that is no number is refused",
            sends(POST, "content-length", "+5", "hello"),
            Reply.OK,
            unforwarded())
        .must(
            "H2.TE: a coding is refused",
            sends(POST, "transfer-encoding", "chunked", "0\r\n\r\n" + HIDDEN),
            Reply.OK,
            unforwarded())
        .must(
            "H2.0: a body is never a request",
            sends(POST, "x-a", "1", HIDDEN),
            Reply.OK,
            scene -> unless(scene.request().whole(), "it is not forwarded"));
  }

  private static void malformed(Section section, String title, String name, String value) {
    section.must(title, refused(with(GET, name, value)), Reply.OK, unforwarded());
  }

  private static Script refused(String... fields) {
    return scene -> {
      Http2 http2 = Http2.connect(scene).headers(true, fields).finish();
      unless(!http2.ok(), "it is answered with 200");
    };
  }

  private static Script served(String... fields) {
    return scene -> answered(Http2.connect(scene).headers(true, fields));
  }

  private static Script sends(String[] head, String name, String value, String body) {
    return scene ->
        Http2.connect(scene).headers(false, with(head, name, value)).data(true, body).finish();
  }

  private static void answered(Http2 http2) {
    unless(http2.finish().ok(), "the answer is no 200");
  }

  private static String[] with(String[] fields, String... more) {
    List<String> all = new ArrayList<>(List.of(fields));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }
}
