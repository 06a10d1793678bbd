package dev.sluice.conformance;

import static dev.sluice.conformance.Checks.answer;
import static dev.sluice.conformance.Checks.either;
import static dev.sluice.conformance.Checks.forwarded;
import static dev.sluice.conformance.Checks.lacks;
import static dev.sluice.conformance.Checks.passed;
import static dev.sluice.conformance.Checks.refused;
import static dev.sluice.conformance.Checks.status;
import static dev.sluice.conformance.Checks.turnedAway;
import static dev.sluice.conformance.Messages.HOST;
import static dev.sluice.conformance.Messages.get;
import static dev.sluice.conformance.Messages.head;

import java.util.List;

/** How heads are written. */
final class SyntaxCases {

  private static final String MARK = "X-Case: {m}";

  private SyntaxCases() {}

  static List<Case> all() {
    Section section = new Section();
    lines(section);
    versions(section);
    startLines(section);
    fields(section);
    return section.cases();
  }

  private static void lines(Section section) {
    String get = get("X-A: 1");
    section
        .at("9112 2.2")
        .should("an empty line before a request is passed over", "\r\n" + get, passed())
        .should("two empty lines before a request are passed over", "\r\n\r\n" + get, passed())
        .safe("lines that end with a bare LF are refused", get.replace("\r\n", "\n"), refused(400))
        .safe(
            "one field line that ends with a bare LF is refused",
            get.replace("X-A: 1\r\n", "X-A: 1\n"),
            refused(400))
        .safe(
            "a request line that ends with a bare LF is refused",
            get.replace("HTTP/1.1\r\n", "HTTP/1.1\n"),
            refused(400))
        .safe(
            "a head that ends with a bare LF is refused",
            get.replace("\r\n\r\n", "\r\n\n"),
            refused(400))
        .must(
            "a bare CR in a value goes no further",
            get("X-A: a\rX-B: b"),
            either(
                turnedAway(),
                forwarded("it does", h -> h.values("x-a").equals(List.of("a X-B: b")))))
        .safe("a bare CR in a value is refused", get("X-A: a\rX-B: b"), refused(400))
        .safe("a bare CR at the end of a value is refused", get("X-A: a\r"), refused(400))
        .must(
            "a bare CR in the request line goes no further",
            head("GET /{m}\rx HTTP/1.1", HOST),
            turnedAway())
        .must(
            "a blank before the first field makes it none",
            "GET /{m} HTTP/1.1\r\n X-A: 1\r\n" + HOST + "\r\n\r\n",
            either(turnedAway(), lacks("x-a")))
        .safe(
            "a blank before the first field is refused",
            "GET /{m} HTTP/1.1\r\n X-A: 1\r\n" + HOST + "\r\n\r\n",
            refused(400))
        .must("garbage is refused", "\u0016\u0003\u0001\u0002\u0000\r\n\r\n", turnedAway());
  }

  private static void versions(Section section) {
    section
        .at("9112 2.3")
        .must(
            "a request of HTTP/1.0 is forwarded in the proxy's own version",
            head("GET /{m} HTTP/1.0", HOST),
            status(200),
            forwarded("it is not HTTP/1.1", h -> h.start().endsWith(" HTTP/1.1")))
        .must(
            "an answer of HTTP/1.0 is passed on in the proxy's own version",
            Scripts.sends(get()),
            Reply.closing("HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok"),
            passed(),
            answer("it is not HTTP/1.1", a -> a.head().start().startsWith("HTTP/1.1 ")))
        .should("a higher minor version is served", head("GET /{m} HTTP/1.2", HOST), status(200))
        .must("HTTP/2.0 in HTTP/1 syntax is refused", head("GET /{m} HTTP/2.0", HOST), refused())
        .should(
            "an unknown major version is refused as such",
            head("GET /{m} HTTP/7.3", HOST),
            refused(505))
        .safe("http/1.1 in small letters is refused", head("GET /{m} http/1.1", HOST), refused())
        .safe("HTTP/1.10 is refused", head("GET /{m} HTTP/1.10", HOST), refused())
        .safe("HTTP/01.1 is refused", head("GET /{m} HTTP/01.1", HOST), refused());
  }

  private static void startLines(Section section) {
    section
        .at("9112 3")
        .safe(
            "two blanks in a request line are refused",
            head("GET  /{m} HTTP/1.1", HOST),
            refused(400))
        .safe(
            "two blanks before the version are refused",
            head("GET /{m}  HTTP/1.1", HOST),
            refused(400))
        .safe("a tab in a request line is refused", head("GET\t/{m} HTTP/1.1", HOST), refused(400))
        .safe(
            "a blank behind the version is refused", head("GET /{m} HTTP/1.1 ", HOST), refused(400))
        .safe(
            "a blank before the method is refused", head(" GET /{m} HTTP/1.1", HOST), refused(400))
        .should("a blank in the target is refused", head("GET /{m} x HTTP/1.1", HOST), refused(400))
        .safe("a request line without a version is refused", head("GET /{m}", HOST), turnedAway())
        .must("one word is refused", "hello\r\n\r\n", turnedAway())
        .must(
            "a method that is no token is refused",
            head("G(E)T /{m} HTTP/1.1", HOST),
            refused(400, 405, 501))
        .must(
            "a control character in the target is refused",
            head("GET /{m}\u0001 HTTP/1.1", HOST),
            refused(400))
        .must("a NUL in the target is refused", head("GET /{m}\u0000 HTTP/1.1", HOST), refused(400))
        .safe(
            "a byte above 127 in the target is refused",
            head("GET /{m}\u00e9 HTTP/1.1", HOST),
            refused(400));
  }

  private static void fields(Section section) {
    section
        .at("9112 5.1")
        .must("a blank before the colon is refused", get("X-A : 1"), refused(400))
        .must("a tab before the colon is refused", get("X-A\t: 1"), refused(400))
        .must(
            "a blank before the colon of Content-Length is refused",
            Messages.post("Content-Length : 5") + "hello",
            refused(400))
        .must(
            "a blank before the colon of Host is refused",
            head("GET /{m} HTTP/1.1", "Host : a.example", MARK),
            refused(400))
        .at("9112 5")
        .safe("a field without a colon is refused", get("Colour red"), refused(400))
        .safe("a field without a name is refused", get(": red"), refused(400))
        .safe("a field name that is no token is refused", get("Col@ur: red"), refused(400))
        .safe("a field name with a blank is refused", get("Col our: red"), refused(400))
        .safe("a field name with a NUL is refused", get("Col\u0000our: red"), refused(400))
        .safe("a field name with a byte above 127 is refused", get("Col\u00f6r: red"), refused(400))
        .at("9112 5.2")
        .must(
            "a folded line is unfolded or refused",
            get("X-A: one", " two"),
            either(
                turnedAway(),
                forwarded(
                    "it isn't", h -> String.join(" ", h.values("x-a")).matches("one\\s+two"))))
        .safe("a folded line is refused", get("X-A: one", " two"), refused(400))
        .safe("a line folded with a tab is refused", get("X-A: one", "\ttwo"), refused(400))
        .safe(
            "a folded Transfer-Encoding is refused",
            Messages.post("Transfer-Encoding:", " chunked") + "0\r\n\r\n",
            refused(400));
  }
}
