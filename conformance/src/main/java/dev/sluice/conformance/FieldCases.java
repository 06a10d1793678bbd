package dev.sluice.conformance;

import static dev.sluice.conformance.Checks.answer;
import static dev.sluice.conformance.Checks.answerHas;
import static dev.sluice.conformance.Checks.has;
import static dev.sluice.conformance.Checks.passed;
import static dev.sluice.conformance.Checks.status;
import static dev.sluice.conformance.Messages.get;
import static dev.sluice.conformance.Messages.head;
import static dev.sluice.conformance.Messages.ok;
import static dev.sluice.conformance.Scripts.sends;

import java.util.Arrays;
import java.util.List;

/** Fields that an intermediary has no opinion of. */
final class FieldCases {

  private static final int LONG = 7000;

  private FieldCases() {}

  static List<Case> all() {
    return new Section()
        .at("9110 5.1")
        .must("unknown fields are forwarded", get("X-Unknown: 1"), passed(), has("x-unknown", "1"))
        .must(
            "unknown fields of an answer are forwarded",
            sends(get()),
            Reply.whole(ok("", "X-Unknown: 1")),
            passed(),
            answerHas("x-unknown", "1"))
        .at("9110 5.3")
        .must(
            "the order of lines of one name is kept",
            get("X-A: 1", "X-B: 2", "x-a: 3", "X-A: 0"),
            passed(),
            Checks.forwarded(
                "the order is not", h -> String.join(",", h.values("x-a")).matches("1, ?3, ?0")))
        .must(
            "Set-Cookie is not joined",
            sends(get()),
            Reply.whole(ok("", "Set-Cookie: a=1", "X-B: 2", "Set-Cookie: b=2")),
            passed(),
            answerHas("set-cookie", "a=1", "b=2"))
        .at("9110 5.5")
        .must("an empty value is forwarded", get("X-Empty:"), passed(), has("x-empty", ""))
        .must(
            "blanks around a value do not belong to it",
            get("X-Blank: \t red, \t green \t "),
            passed(),
            has("x-blank", "red, \t green"))
        .should(
            "bytes above 127 are forwarded as they are",
            get("X-Text: caf\u00c3\u00a9"),
            passed(),
            has("x-text", "caf\u00c3\u00a9"))
        .must(
            "a NUL in a value goes no further",
            get("X-Nul: a\u0000b"),
            Checks.either(
                Checks.turnedAway(),
                Checks.forwarded("", h -> h.values("x-nul").equals(List.of("a b")))))
        .safe("a NUL in a value is refused", get("X-Nul: a\u0000b"), Checks.refused(400))
        .safe(
            "a control character in a value is refused", get("X-C: a\u0007b"), Checks.refused(400))
        .at("9110 5.4")
        .should(
            "a long field is taken",
            get("X-Long: " + "a".repeat(LONG)),
            passed(),
            has("x-long", "a".repeat(LONG)))
        .safe(
            "fields without an end are refused",
            get("X-Long: " + "a".repeat(300_000)),
            Checks.refused(400, 431, 494))
        .safe("too many fields are refused", get(lots(40_000)), Checks.refused(400, 431, 494))
        .at("9110 6.6.1")
        .must(
            "an answer without Date gets one",
            sends(get()),
            Reply.whole(ok("")),
            passed(),
            answer("there is no Date", a -> a.head().values("date").size() == 1))
        .should(
            "a Date that is there is kept",
            sends(get()),
            Reply.whole(ok("", "Date: Sun, 06 Nov 1994 08:49:37 GMT")),
            passed(),
            answerHas("date", "Sun, 06 Nov 1994 08:49:37 GMT"))
        .at("9112 3")
        .should(
            "a request line of 8000 bytes is taken",
            sends(head("GET /{m}/" + "a".repeat(8000) + " HTTP/1.1", Messages.HOST)),
            Reply.whole(ok("")),
            passed())
        .must(
            "a target beyond all limits is refused as such",
            head("GET /{m}/" + "a".repeat(300_000) + " HTTP/1.1", Messages.HOST),
            status(414, 400, 431),
            Checks.unforwarded())
        .cases();
  }

  private static String[] lots(int count) {
    String[] fields = new String[count];
    Arrays.fill(fields, "X-A: b");
    return fields;
  }
}
