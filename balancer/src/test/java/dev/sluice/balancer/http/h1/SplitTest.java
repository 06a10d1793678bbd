package dev.sluice.balancer.http.h1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.balancer.net.Undated;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Wherever a read ends, the same comes of it. */
class SplitTest {

  private static final String GET = "GET /1 HTTP/1.1\r\nHost: a\r\n\r\n";
  private static final String LENGTH =
      "POST /2 HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello";
  private static final String CHUNKED =
      "POST /3 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
          + "5;x=y\r\nhello\r\n6\r\n world\r\n0\r\nX: y\r\n\r\n";

  /** What comes of three requests in a row that are read in pieces. */
  private static List<String> outcome(List<String> pieces, boolean together) {
    List<String> outcome = new ArrayList<>();
    try (EmbeddedFront front =
        new EmbeddedFront(
            served -> {
              served.down.body().start(served);
              served.answer(served.target);
            })) {
      // Answers at once, so bodies are thrown away; nothing may be lost of what follows.
      feed(front, pieces, together);
      outcome.add(Undated.of(front.channel.sent()));
    }
    List<Served> seen = new ArrayList<>();
    try (EmbeddedFront front = new EmbeddedFront(seen::add)) {
      feed(front, pieces, together);
      for (int i = 0; i < seen.size(); i++) {
        Served served = seen.get(i);
        if (served.down.head().length() != 0) {
          served.down.body().start(served);
        }
        served.answer(served.target);
        front.channel.runPendingTasks();
        List<String> told = new ArrayList<>(served.told());
        told.removeIf(what -> what.equals("batched"));
        outcome.add(served.target + ": " + String.join("", told).replace("\"\"", ""));
      }
      outcome.add(Undated.of(front.channel.sent()));
    }
    return outcome;
  }

  private static void feed(EmbeddedFront front, List<String> pieces, boolean together) {
    if (together) {
      front.channel.read(pieces.toArray(String[]::new));
    } else {
      pieces.forEach(front.channel::read);
    }
  }

  private static String ok(String text) {
    return "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n" + text;
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void comesToTheSameWhereverItIsCut(boolean together) {
    String all = GET + LENGTH + CHUNKED + GET;
    List<String> expected = outcome(List.of(all), together);
    assertThat(expected)
        .containsExactly(
            ok("/1") + ok("/2") + ok("/3") + ok("/1"),
            "/1: ",
            "/2: \"hello\"end",
            "/3: \"hello world\"end X=y",
            "/1: ",
            ok("/1") + ok("/2") + ok("/3") + ok("/1"));
    for (int cut = 1; cut < all.length(); cut++) {
      assertThat(outcome(List.of(all.substring(0, cut), all.substring(cut)), together))
          .as("cut at %s", cut)
          .isEqualTo(expected);
    }
    List<String> bytes =
        IntStream.range(0, all.length()).mapToObj(i -> all.substring(i, i + 1)).toList();
    assertThat(outcome(bytes, together)).isEqualTo(expected);
  }
}
