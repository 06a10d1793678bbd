package dev.sluice.conformance;

import static dev.sluice.conformance.Checks.either;
import static dev.sluice.conformance.Checks.forwarded;
import static dev.sluice.conformance.Checks.has;
import static dev.sluice.conformance.Checks.lacks;
import static dev.sluice.conformance.Checks.passed;
import static dev.sluice.conformance.Checks.refused;
import static dev.sluice.conformance.Checks.start;
import static dev.sluice.conformance.Checks.status;
import static dev.sluice.conformance.Checks.unforwarded;
import static dev.sluice.conformance.Messages.get;
import static dev.sluice.conformance.Messages.head;
import static dev.sluice.conformance.Messages.request;

import java.util.List;

/** Where a request goes, and what it looks like there. */
final class RoutingCases {

  private static final String HOST = Messages.HOST;
  private static final String MARK = "X-Case: {m}";

  private RoutingCases() {}

  static List<Case> all() {
    Section section = new Section();
    targets(section);
    hosts(section);
    forwarding(section);
    return section.cases();
  }

  private static void targets(Section section) {
    section
        .at("9110 7.1")
        .must(
            "path and query are forwarded as they came",
            head("GET /{m}/a%2Fb/..%2e/c;d=e?x=%20&y=//?z HTTP/1.1", HOST),
            passed(),
            start("GET /{m}/a%2Fb/..%2e/c;d=e?x=%20&y=//?z HTTP/1.1"))
        .at("9112 3.2.2")
        .must(
            "an absolute target is taken",
            head("GET http://a.example/{m}?q HTTP/1.1", HOST),
            passed(),
            forwarded(
                "the target is neither the path nor the whole",
                h -> h.target().matches("(http://a\\.example)?/m[0-9]+\\?q")))
        .must(
            "an absolute target goes before Host",
            head("GET http://b.example/{m} HTTP/1.1", HOST),
            passed(),
            has("host", "b.example"))
        .must(
            "an absolute target with a port goes before Host",
            head("GET http://b.example:8042/{m} HTTP/1.1", HOST),
            passed(),
            has("host", "b.example:8042"))
        .must(
            "an absolute target without a path is one of /",
            head("GET http://a.example HTTP/1.1", HOST, MARK),
            passed(),
            forwarded("the path is not /", h -> h.target().matches("/|http://a\\.example/?")))
        .safe(
            "an absolute target with a user is refused",
            head("GET http://me@a.example/{m} HTTP/1.1", HOST),
            refused(400))
        .at("9112 3.2.3")
        .must(
            "CONNECT is not forwarded",
            head("CONNECT a.example:443 HTTP/1.1", "Host: a.example:443", MARK),
            refused())
        .safe(
            "an authority as the target of GET is refused",
            head("GET a.example:80 HTTP/1.1", HOST, MARK),
            refused(400))
        .at("9112 3.2.4")
        .must(
            "OPTIONS * stays as it is",
            head("OPTIONS * HTTP/1.1", HOST, MARK),
            passed(),
            start("OPTIONS * HTTP/1.1"))
        .must(
            "OPTIONS of an absolute target without a path becomes *",
            head("OPTIONS http://a.example HTTP/1.1", HOST, MARK),
            passed(),
            start("OPTIONS * HTTP/1.1"),
            has("host", "a.example"))
        .safe("* as the target of GET is refused", head("GET * HTTP/1.1", HOST, MARK), refused(400))
        .safe(
            "a fragment in the target is refused",
            head("GET /{m}#top HTTP/1.1", HOST),
            refused(400))
        .safe(
            "a target that begins with neither slash nor scheme is refused",
            head("GET {m} HTTP/1.1", HOST),
            refused(400));
  }

  private static void hosts(Section section) {
    section
        .at("9110 7.2")
        .should("Host is kept", get(), passed(), has("host", "a.example"))
        .should(
            "Host comes first among the fields",
            head("GET /{m} HTTP/1.1", "Accept: */*", HOST),
            passed(),
            forwarded("Host is further down", h -> h.fields().get(0).is("host")))
        .at("9112 3.2")
        .must("no Host is refused", head("GET /{m} HTTP/1.1"), refused(400))
        .must(
            "two Hosts are refused",
            head("GET /{m} HTTP/1.1", HOST, "Host: b.example"),
            refused(400))
        .must("two equal Hosts are refused", head("GET /{m} HTTP/1.1", HOST, HOST), refused(400))
        .must(
            "two Hosts beside an absolute target are refused",
            head("GET http://a.example/{m} HTTP/1.1", HOST, "Host: b.example"),
            refused(400))
        .must("a Host with a path is refused", host("a.example/x"), refused(400))
        .must("a Host with a user is refused", host("me@a.example"), refused(400))
        .must("a Host with a blank is refused", host("a.example b.example"), refused(400))
        .must("a Host with a bad port is refused", host("a.example:80x"), refused(400))
        .must("a Host with a control character is refused", host("a\u0001.example"), refused(400))
        .must("a Host with a broken bracket is refused", host("[::1"), refused(400))
        .must("a Host that is an IPv6 address is taken", host("[::1]:80"), passed())
        .should(
            "an absolute target without Host in HTTP/1.1 is refused",
            head("GET http://a.example/{m} HTTP/1.1"),
            refused(400))
        .at("9112 9.3")
        .should("HTTP/1.0 without Host is served", head("GET /{m} HTTP/1.0"), status(200));
  }

  private static String host(String value) {
    return head("GET /{m} HTTP/1.1", "Host: " + value);
  }

  private static void forwarding(Section section) {
    section
        .at("9110 7.6.2")
        .must(
            "Max-Forwards: 0 ends OPTIONS here",
            request("OPTIONS", "Max-Forwards: 0"),
            unforwarded(),
            status(200, 204, 405))
        .must(
            "Max-Forwards: 0 ends TRACE here",
            request("TRACE", "Max-Forwards: 0"),
            unforwarded(),
            status(200, 403, 405, 501))
        .must(
            "Max-Forwards of OPTIONS is counted down",
            request("OPTIONS", "Max-Forwards: 5"),
            passed(),
            has("max-forwards", "4"))
        .must(
            "Max-Forwards of TRACE is counted down",
            request("TRACE", "Max-Forwards: 5"),
            either(has("max-forwards", "4"), refused(403, 405, 501)))
        .should(
            "Max-Forwards means nothing to GET",
            get("Max-Forwards: 0"),
            passed(),
            has("max-forwards", "0"))
        .at("9110 7.6.3")
        .must(
            "Via is added to a request",
            get(),
            passed(),
            forwarded("there is no Via", h -> viaEnds(h.members("via"), "1.1 ")))
        .must(
            "Via is added behind those that are there",
            get("Via: 1.0 fred, 1.1 p.example"),
            passed(),
            forwarded(
                "Via is wrong",
                h ->
                    h.members("via").size() == 3
                        && h.members("via")
                            .subList(0, 2)
                            .equals(List.of("1.0 fred", "1.1 p.example"))
                        && viaEnds(h.members("via"), "1.1 ")))
        .must(
            "Via names the version that was received",
            head("GET /{m} HTTP/1.0", HOST),
            status(200),
            forwarded("Via is wrong", h -> viaEnds(h.members("via"), "1.0 ")))
        .at("9110 7.7")
        .must(
            "no-transform: the body stays as it is",
            Scripts.sends(get("Accept-Encoding: gzip")),
            Reply.whole(Messages.ok("plain ".repeat(500), "Cache-Control: no-transform")),
            passed(),
            Checks.answerBody("plain ".repeat(500)),
            Checks.answerLacks("content-encoding"))
        .at(Section.CONTRACT)
        .should(
            "what a stranger says about forwarding is replaced",
            get("X-Forwarded-For: 6.6.6.6", "X-Forwarded-Proto: gopher", "Forwarded: for=6.6.6.6"),
            passed(),
            has("x-forwarded-for", "127.0.0.1"),
            has("x-forwarded-proto", "http"),
            forwarded(
                "Forwarded is the client's",
                h -> h.values("forwarded").stream().noneMatch(f -> f.contains("6.6.6.6"))))
        .should(
            "credentials for a proxy end here",
            get("Proxy-Authorization: Basic eDp5"),
            passed(),
            lacks("proxy-authorization"));
  }

  private static boolean viaEnds(List<String> via, String version) {
    return !via.isEmpty() && via.get(via.size() - 1).startsWith(version);
  }
}
