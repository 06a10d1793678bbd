package dev.sluice.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Payloads made at random, the same ones for the same seed. Not thread-safe. */
final class Mutations {

  private static final String HOST = "Host: a.example\r\n";
  private static final String CODING = "Transfer-Encoding: chunked";
  private static final String HIDDEN = "GET /{s} HTTP/1.1\r\n" + HOST + "\r\n";
  // The marker is four characters longer than its place.
  private static final int HIDDEN_LENGTH = HIDDEN.length() + 4;
  private static final List<String> NASTY =
      List.of(
          "\r",
          "\n",
          "\r\n",
          "\n\n",
          "\r\r\n",
          "\0",
          "\t",
          " ",
          "\u000b",
          "\f",
          "\u007f",
          "\u0085",
          "\u00a0",
          ":",
          ";",
          ",",
          "\"",
          "=",
          "0",
          "-",
          "+",
          "_",
          "#",
          "@",
          "\\",
          "\u00ff",
          "chunked",
          "\r\n ",
          "\r\n\t",
          "Content-Length: 0\r\n",
          "Transfer-Encoding: identity\r\n");
  private static final List<String> CODINGS =
      List.of(
          "chunked",
          "Chunked",
          "xchunked",
          "chunkedx",
          "identity",
          "gzip",
          "chunked, identity",
          "identity, chunked",
          "chunked;a",
          "\"chunked\"",
          ",chunked",
          "chunked,",
          "chunked\0",
          "\u000bchunked",
          "ch unked",
          "",
          "chunked chunked",
          "chunked\t",
          "\tchunked",
          "deflate");
  private static final List<String> SIZES =
      List.of(
          "%x",
          "%X",
          "0%x",
          "+%x",
          "-%x",
          "0x%x",
          " %x",
          "%x ",
          "%x\t",
          "%xg",
          "%x;",
          "%x;a=b",
          "%x;a=\"b\"",
          "%x;\n",
          "%x;\r",
          "%x,",
          "1%x",
          "1000000000000000%x",
          "%x;=",
          "%x ; a",
          "00000000000%x");
  private static final List<String> ENDS =
      List.of("\r\n", "\n", "\r", "\r\r\n", "\n\r", " \r\n", "\0\r\n", "");

  private final Random random;

  private Mutations(long seed) {
    this.random = new Random(seed);
  }

  static List<Payload> of(long seed, int count) {
    Mutations mutations = new Mutations(seed);
    List<Function<Mutations, Payload>> families =
        List.of(
            Mutations::lengthAndCoding,
            Mutations::twoCodings,
            Mutations::length,
            Mutations::size,
            Mutations::chunkEnd,
            Mutations::lineEnd,
            Mutations::control,
            Mutations::fold,
            Mutations::colon,
            Mutations::host,
            Mutations::absolute,
            Mutations::anywhere);
    List<Payload> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Payload one = families.get(i % families.size()).apply(mutations);
      all.add(new Payload(one.family(), "of seed " + seed + ", number " + i, one.bytes()));
    }
    return all;
  }

  private static Payload payload(String family, String bytes) {
    return new Payload(family, "", bytes);
  }

  private String one(List<String> of) {
    return of.get(random.nextInt(of.size()));
  }

  private static String post(String... fields) {
    return "POST /{m} HTTP/1.1\r\n"
        + HOST
        + List.of(fields).stream().map(f -> f + "\r\n").collect(Collectors.joining())
        + "\r\n";
  }

  private Payload lengthAndCoding() {
    String coding = "Transfer-Encoding: " + one(CODINGS);
    if (random.nextBoolean()) {
      return payload(
          "CL.TE", post("Content-Length: " + (HIDDEN_LENGTH + 5), coding) + "0\r\n\r\n" + HIDDEN);
    }
    String chunk = Integer.toHexString(HIDDEN_LENGTH) + "\r\n" + HIDDEN + "\r\n0\r\n\r\n";
    int length = random.nextInt(6);
    return payload("TE.CL", post(coding, "Content-Length: " + length) + chunk);
  }

  private Payload twoCodings() {
    String first = "Transfer-Encoding: " + one(CODINGS);
    String second = "Transfer-Encoding: " + one(CODINGS);
    return payload("TE.TE", post(first, second) + "0\r\n\r\n" + HIDDEN);
  }

  private Payload length() {
    String method = one(List.of("GET", "POST", "HEAD", "OPTIONS", "DELETE", "BREW"));
    String length =
        one(List.of(
                "%d",
                "%d",
                "+%d",
                "-%d",
                "%d,",
                "0, %d",
                "%d, %1$d",
                "%d.0",
                "0%d",
                " %d",
                "%d\0",
                "\"%d\"",
                "%d 0",
                "0x%d"))
            .formatted(HIDDEN_LENGTH);
    return payload(
        random.nextBoolean() ? "CL.0" : "0.CL",
        method
            + " /{m} HTTP/1."
            + (random.nextInt(8) == 0 ? 0 : 1)
            + "\r\n"
            + HOST
            + "Content-Length: "
            + length
            + "\r\n\r\n"
            + HIDDEN);
  }

  private Payload size() {
    String size = one(SIZES).formatted(HIDDEN_LENGTH);
    return payload("SIZE", post(CODING) + size + "\r\n" + HIDDEN + "\r\n0\r\n\r\n");
  }

  private Payload chunkEnd() {
    return payload(
        "EXT",
        post(CODING)
            + "5"
            + one(List.of("", ";a", ";a=b", ";"))
            + one(ENDS)
            + "hello"
            + one(ENDS)
            + "0"
            + one(ENDS)
            + one(ENDS)
            + HIDDEN);
  }

  private Payload lineEnd() {
    String message =
        random.nextBoolean()
            ? post("X-A: b", "Content-Length: 5") + "hello"
            : post("X-A: b", CODING) + "5\r\nhello\r\n0\r\n\r\n";
    int lines = message.split("\r\n", -1).length - 1;
    int at = random.nextInt(lines);
    int from = -1;
    for (int i = 0; i <= at; i++) {
      from = message.indexOf("\r\n", from + 1);
    }
    return payload(
        "LF", message.substring(0, from) + one(ENDS) + message.substring(from + 2) + HIDDEN);
  }

  private Payload control() {
    String head = "GET /{m}/x HTTP/1.1\r\n" + HOST + "X-A: bcd\r\n\r\n";
    // Not within the marker.
    int at = random.nextBoolean() ? random.nextInt(5) : 8 + random.nextInt(head.length() - 8);
    String control = one(List.of("\0", "\u0001", "\u0008", "\u000b", "\u001f", "\u007f", "\u0080"));
    return payload("NUL", head.substring(0, at) + control + head.substring(at));
  }

  private Payload fold() {
    String field =
        one(
            List.of(
                "X-A: b", "Content-Length: 5", "Transfer-Encoding: chunked", "Host: a.example"));
    String blank = one(List.of(" ", "\t", "  ", " \t"));
    String rest =
        one(List.of("c", "Content-Length: 5", "Transfer-Encoding: chunked", "Host: b.example", ""));
    return payload("FOLD", post(field, blank + rest) + "hello" + HIDDEN);
  }

  private Payload colon() {
    String blank = one(List.of(" ", "\t", "\0", "\u000b", " \r\n", "_", ":"));
    String field =
        one(
            List.of(
                "Content-Length%s: 5",
                "Transfer-Encoding%s: chunked", "X-A%s: b", "%sX-A: b", "Content%s-Length: 5"));
    return payload("COLON", post(field.formatted(blank)) + "hello" + HIDDEN);
  }

  private Payload host() {
    String second =
        one(
            List.of(
                "b.example",
                "a.example",
                "",
                "a.example:80",
                "a.example/x",
                "me@b.example",
                "a.example,b.example",
                "[::1",
                "a b",
                "a\tb",
                "a\0b",
                "%00",
                "a.example#"));
    String line =
        one(List.of("Host: ", "host:", "Host : ", " Host: ", "X: y\nHost: ", "HOST: "))
            + second
            + "\r\n";
    String first = random.nextInt(3) == 0 ? "" : HOST;
    return payload("HOST", "GET /{m} HTTP/1.1\r\n" + first + line + "\r\n");
  }

  private Payload absolute() {
    String target =
        one(
            List.of(
                "http://b.example/{m}",
                "http://a.example:80/{m}",
                "HTTP://a.example/{m}",
                "http:/{m}",
                "http://{m}",
                "//b.example/{m}",
                "http://b.example\\@a.example/{m}",
                "http://a.example#/{m}",
                "ftp://a.example/{m}",
                "http://a.example?{m}",
                "http://[::1]/{m}",
                "b.example/{m}"));
    return payload(
        "ABSOLUTE",
        one(List.of("GET", "OPTIONS", "HEAD")) + " " + target + " HTTP/1.1\r\n" + HOST + "\r\n");
  }

  private Payload anywhere() {
    String bytes =
        one(
            List.of(
                post("Content-Length: 5") + "hello",
                post(CODING, "Trailer: X-Sum") + "5;a=b\r\nhello\r\n0\r\nX-Sum: 1\r\n\r\n",
                "GET /{m}/1 HTTP/1.1\r\n"
                    + HOST
                    + "Connection: keep-alive\r\n\r\n"
                    + post("Content-Length: " + HIDDEN_LENGTH)
                    + HIDDEN));
    for (int i = random.nextInt(3); i >= 0; i--) {
      int at = random.nextInt(bytes.length());
      int to = Math.min(bytes.length(), at + random.nextInt(4));
      bytes =
          switch (random.nextInt(3)) {
            case 0 -> bytes.substring(0, at) + one(NASTY) + bytes.substring(at);
            case 1 -> bytes.substring(0, at) + bytes.substring(to);
            default -> bytes.substring(0, to) + bytes.substring(at);
          };
    }
    return payload("ANY", bytes);
  }
}
