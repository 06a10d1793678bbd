package dev.sluice.balancer.http.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteRangeTest {

  @ParameterizedTest
  @CsvSource({
    "bytes=0-9, 0, 9",
    "bytes=0-0, 0, 0",
    "bytes=5-, 5, 99",
    "bytes=99-, 99, 99",
    "bytes=90-1000, 90, 99",
    "bytes=1-99999999999999999999999, 1, 99",
    "bytes=000000000000000000000002-3, 2, 3",
    "bytes=-1, 99, 99",
    "bytes=-500, 0, 99",
    "BYTES= 1-2 , 1, 2",
    "'bytes=,1-2,', 1, 2",
    "'bytes=100-,1-2,-0', 1, 2",
    "'bytes=1-4,3-9', 1, 9",
    "'bytes=5-9,0-4', 0, 9",
    "'bytes=0-1,8-9,2-7', 0, 9",
    "'bytes=0-,-1', 0, 99"
  })
  void selectsAPart(String field, long first, long last) {
    assertThat(select(field, 100)).isEqualTo(new ByteRange.Part(first, last));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bytes=100-",
        "bytes=100-200",
        "bytes=-0",
        "bytes=99999999999999999999-",
        "bytes=100-,-0"
      })
  void cannotBeSatisfiedBehindTheEnd(String field) {
    assertThat(select(field, 100)).isEqualTo(new ByteRange.Unsatisfiable());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bytes=-",
        "bytes=",
        "bytes=9-1",
        "bytes=a-b",
        "lines=0-1",
        "bytes=0-1,a-b",
        "bytes=0-1,9-1",
        "bytes=0-1,-",
        "bytes=0-1;4-5",
        "bytes=,",
        "0-1"
      })
  void ignoresWhatItDoesNotUnderstand(String field) {
    assertThat(select(field, 100)).isEqualTo(new ByteRange.Whole());
  }

  @Test
  void selectsSeveralPartsInTheOrderAskedFor() {
    assertThat(select("bytes=0-1,5-6", 100)).isEqualTo(several(0, 1, 5, 6));
    assertThat(select("bytes = 90- , ,0-0,100-", 100)).isEqualTo(several(90, 99, 0, 0));
    assertThat(select("bytes=50-60,0-1,-1,58-70", 100)).isEqualTo(several(50, 70, 0, 1, 99, 99));
    assertThat(select("bytes=0-1,50-60,20-30,31-50", 100)).isEqualTo(several(0, 1, 20, 60));
  }

  @Test
  void sendsTheWholeFileRatherThanTooManyParts() {
    String sixteen =
        "bytes="
            + IntStream.range(0, 16)
                .mapToObj(i -> 5 * i + "-" + (5 * i + 1))
                .collect(Collectors.joining(","));
    assertThat(select(sixteen, 100))
        .isInstanceOfSatisfying(
            ByteRange.Several.class, several -> assertThat(several.parts()).hasSize(16));
    assertThat(select(sixteen + ",90-91", 100)).isEqualTo(new ByteRange.Whole());
    // However many of them there would be in the end.
    assertThat(select("bytes=" + "0-,".repeat(17), 100)).isEqualTo(new ByteRange.Whole());
  }

  /** Bytes that are sent twice would let a small request ask for many times the file's size. */
  @Property
  void selectsEachByteThatIsAskedForOnce(
      @ForAll @Size(min = 1, max = 16) List<@IntRange(max = 29) Integer> firsts,
      @ForAll @IntRange(max = 12) int length) {
    String field =
        "bytes="
            + firsts.stream()
                .map(first -> first + "-" + (first + length))
                .collect(Collectors.joining(","));
    BitSet wanted = new BitSet();
    firsts.forEach(first -> wanted.set(first, Math.min(first + length + 1, 30)));
    ByteRange range = select(field, 30);
    List<ByteRange.Part> parts =
        range instanceof ByteRange.Several several
            ? several.parts()
            : List.of((ByteRange.Part) range);
    BitSet sent = new BitSet();
    for (ByteRange.Part part : parts) {
      BitSet bytes = new BitSet();
      bytes.set((int) part.first(), (int) part.last() + 1);
      assertThat(sent.intersects(bytes)).isFalse();
      sent.or(bytes);
    }
    assertThat(sent).isEqualTo(wanted);
  }

  @Test
  void ignoresAFieldSentTwice() {
    assertThat(ByteRange.select(List.of("bytes=0-1", "bytes=2-3"), 100))
        .isEqualTo(new ByteRange.Whole());
    assertThat(ByteRange.select(List.of(), 100)).isEqualTo(new ByteRange.Whole());
  }

  @Test
  void hasNoPartOfAnEmptyFile() {
    assertThat(select("bytes=0-", 0)).isEqualTo(new ByteRange.Unsatisfiable());
    assertThat(select("bytes=-5", 0)).isEqualTo(new ByteRange.Whole());
    assertThat(select("bytes=0-,-5", 0)).isEqualTo(new ByteRange.Whole());
  }

  @Property
  void staysInsideTheFile(
      @ForAll @LongRange(min = 0) long first,
      @ForAll @LongRange(min = 0) long last,
      @ForAll @LongRange(min = 0, max = 1_000) long size) {
    for (String field :
        List.of("bytes=" + first + "-" + last, "bytes=" + first + "-", "bytes=-" + last)) {
      if (select(field, size) instanceof ByteRange.Part part) {
        assertThat(part.first()).isBetween(0L, size - 1);
        assertThat(part.last()).isBetween(part.first(), size - 1);
      }
    }
  }

  /** First and last bytes in turn. */
  private static ByteRange several(long... ends) {
    return new ByteRange.Several(
        IntStream.range(0, ends.length / 2)
            .mapToObj(i -> new ByteRange.Part(ends[2 * i], ends[2 * i + 1]))
            .toList());
  }

  private static ByteRange select(String field, long size) {
    return ByteRange.select(List.of(field), size);
  }
}
