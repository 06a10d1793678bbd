package dev.sluice.balancer.http.h1;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.statistics.Statistics;

/**
 * What is read and written on is read the same by a reader that has nothing in common with the
 * codec: mutated requests, the known families of smuggling among them. {@link RequestFuzz} looks on
 * from there.
 */
class SecondOpinionTest {

  private static final int TRIES = 3_000;

  private static final List<String> SEEDS =
      List.of(
          "GET / HTTP/1.1\r\nHost: h\r\n\r\n",
          "POST /a?b HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nabcde",
          "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
              + "3;a=b\r\nabc\r\n0\r\nX-T: 1\r\n\r\n",
          "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n"
              + "0\r\n\r\nG",
          "GET http://a:81/b HTTP/1.1\r\nHost: h\r\nConnection: X-A, close\r\nX-A: b\r\n\r\n",
          "PUT / HTTP/1.0\r\nHost: [::1]:80\r\nContent-Length: 0\r\nTE: trailers\r\n\r\n",
          "OPTIONS * HTTP/1.1\r\nHost: h\r\nKeep-Alive: x\r\nUpgrade: y\r\nExpect: z\r\n\r\n");

  private static final List<String> PIECES =
      List.of(
          "\r\n",
          "\n",
          "\r",
          " ",
          "\t",
          ":",
          ",",
          ";",
          "\0",
          "\u000b",
          "\u007f",
          "é",
          "0",
          "1",
          "a",
          "f",
          "#",
          "\\",
          "\r\n ",
          "\r\n\r\n",
          "0\r\n\r\n",
          "chunked",
          "gzip, chunked",
          "Content-Length: 1\r\n",
          "Transfer-Encoding: chunked\r\n",
          "Transfer-Encoding: x\r\n",
          "Transfer-Encoding : chunked\r\n",
          "Host: g\r\n",
          "Connection: content-length\r\n",
          "Connection: host, x-t\r\n",
          "GET / HTTP/1.1\r\n",
          "HTTP/1.0",
          "HTTP/2.0",
          "+",
          "-",
          "0x");

  @Provide
  Arbitrary<String> mutated() {
    return Arbitraries.randomValue(SecondOpinionTest::mutate);
  }

  private static String mutate(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(3); i >= 0; i--) {
      text.append(SEEDS.get(random.nextInt(SEEDS.size())));
    }
    for (int i = random.nextInt(4); i > 0; i--) {
      int at = random.nextInt(text.length());
      switch (random.nextInt(4)) {
        case 0 -> text.insert(at, PIECES.get(random.nextInt(PIECES.size())));
        case 1 -> text.deleteCharAt(at);
        case 2 -> text.setCharAt(at, (char) random.nextInt(256));
        default -> insertLine(text, at, random);
      }
    }
    return text.toString();
  }

  private static void insertLine(StringBuilder text, int from, Random random) {
    int end = text.indexOf("\r\n", from);
    text.insert(end < 0 ? 0 : end + 2, PIECES.get(random.nextInt(PIECES.size())));
  }

  @Property(tries = TRIES)
  void whatGoesOnIsWhatWasUnderstood(
      @ForAll("mutated") String text, @ForAll @IntRange(min = 1, max = 400) int piece) {
    Forwarding forwarding = Forwarding.of(text, piece);
    check(forwarding);
    Statistics.label("went on")
        .collect(forwarding.understood().size())
        .coverage(c -> c.check(0).percentage(p -> p > 5));
    Statistics.label("some went on")
        .collect(!forwarding.understood().isEmpty())
        .coverage(c -> c.check(true).percentage(p -> p > 20));
  }

  static void check(Forwarding forwarding) {
    List<NaiveReader.Message> read = NaiveReader.read(forwarding.sent());
    assertThat(read).hasSameSizeAs(forwarding.understood());
    for (int i = 0; i < read.size(); i++) {
      NaiveReader.Message seen = read.get(i);
      NaiveReader.Message meant = forwarding.understood().get(i);
      assertThat(seen.method()).isEqualTo(meant.method());
      assertThat(seen.target()).isEqualTo(meant.target());
      assertThat(seen.body()).isEqualTo(meant.body());
      // What belongs to the hop may be gone; nothing but framing and TE may have come.
      assertThat(seen.fields().stream().filter(SecondOpinionTest::endToEnd))
          .isSubsetOf(meant.fields());
    }
  }

  private static boolean endToEnd(String field) {
    return !field.startsWith("connection=")
        && !field.startsWith("te=")
        && !field.startsWith("content-length=")
        && !field.startsWith("transfer-encoding=");
  }
}
