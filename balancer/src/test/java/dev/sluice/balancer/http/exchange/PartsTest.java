package dev.sluice.balancer.http.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.balancer.http.head.FieldList;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The smaller parts. */
class PartsTest {

  private final List<String> stopped = new ArrayList<>();

  private final class One implements Ongoing {

    private final Exchanges exchanges;
    private final String name;
    private int place;

    One(Exchanges exchanges, String name) {
      this.exchanges = exchanges;
      this.name = name;
      exchanges.add(this);
    }

    @Override
    public void stop() {
      stopped.add(name);
      exchanges.remove(this);
    }

    @Override
    public int place() {
      return place;
    }

    @Override
    public void place(int to) {
      place = to;
    }
  }

  @Test
  void keepsTrackOfWhatIsUnderWay() {
    Exchanges exchanges = new Exchanges();
    List<One> all = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      all.add(new One(exchanges, String.valueOf(i)));
    }
    exchanges.remove(all.get(0));
    exchanges.remove(all.get(39));
    exchanges.remove(all.get(17));
    assertThat(exchanges.count()).isEqualTo(37);
    assertThat(exchanges.stop()).isEqualTo(37);
    assertThat(stopped).hasSize(37).doesNotHaveDuplicates().doesNotContain("0", "17", "39");
    assertThat(exchanges.count()).isZero();
    assertThat(exchanges.stop()).isZero();
  }

  @Test
  void tellsWhenNothingIsUnderWayAnyMore() {
    Exchanges exchanges = new Exchanges();
    One one = new One(exchanges, "one");
    CompletableFuture<Void> drained = exchanges.drain().toCompletableFuture();
    assertThat(drained).isNotDone();
    exchanges.remove(one);
    assertThat(drained).isDone();
    assertThat(new Exchanges().drain().toCompletableFuture()).isDone();
  }

  @ParameterizedTest
  @CsvSource({
    "'a=1', 1",
    "'b=2; a=1', 1",
    "'b=2;a=1;c=3', 1",
    "'aa=2; a=\"1\"', 1",
    "'a=', ''",
    "'a=1=2; a=3', 1=2",
  })
  void findsACookie(String field, String value) {
    assertThat(Cookies.find(FieldList.of("x", "y", "cookie", "z=0", "cookie", field), "a"))
        .contains(value);
  }

  @ParameterizedTest
  @CsvSource({"''", "a", "' b=a=1'", "'A=1'", "'aa=1; ba=2'"})
  void findsNoCookieWhereThereIsNone(String field) {
    assertThat(Cookies.find(FieldList.of("cookie", field), "a")).isEmpty();
    assertThat(Cookies.find(FieldList.of(), "a")).isEmpty();
  }

  private static ByteBuf bytes(int capacity, String text) {
    return PooledByteBufAllocator.DEFAULT
        .directBuffer(capacity, capacity)
        .writeBytes(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static String all(KeptBytes kept) {
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < kept.pieces(); i++) {
      ByteBuf piece = kept.piece(i);
      all.append(piece.toString(StandardCharsets.US_ASCII));
      piece.release();
    }
    return all.toString();
  }

  @Test
  void sharesALargePieceAndCopiesASmallOneOutOfALargeBuffer() {
    KeptBytes kept = new KeptBytes();
    ByteBuf large = bytes(64, "x".repeat(64));
    kept.add(large);
    assertThat(large.refCnt()).isEqualTo(2);
    ByteBuf small = bytes(64 * 1024, "small");
    kept.add(small);
    kept.add(small);
    assertThat(small.refCnt()).isEqualTo(1);
    assertThat(small.readableBytes()).isEqualTo(5);
    small.release();
    assertThat(kept.pieces()).isEqualTo(2);
    assertThat(kept.size()).isEqualTo(74);
    assertThat(all(kept)).isEqualTo("x".repeat(64) + "smallsmall");
    kept.release();
    assertThat(large.refCnt()).isEqualTo(1);
    large.release();
    assertThat(kept.size()).isZero();
    kept.release();
  }

  @Test
  void keepsAnyNumberOfSmallPiecesInOrder() {
    KeptBytes kept = new KeptBytes();
    StringBuilder expected = new StringBuilder();
    ByteBuf handedOut = null;
    for (int i = 0; i < 1000; i++) {
      ByteBuf small = bytes(4096, i + ",");
      kept.add(small);
      small.release();
      expected.append(i).append(',');
      if (i == 3) {
        handedOut = kept.piece(0);
      }
    }
    assertThat(all(kept)).hasToString(expected.toString());
    assertThat(kept.pieces()).isLessThan(6);
    kept.release();
    assertThat(handedOut.toString(StandardCharsets.US_ASCII)).isEqualTo("0,1,2,3,");
    handedOut.release();
  }
}
