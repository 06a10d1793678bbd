package dev.sluice.balancer.http.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
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
    "BYTES= 1-2 , 1, 2"
  })
  void selectsAPart(String field, long first, long last) {
    assertThat(select(field, 100)).isEqualTo(new ByteRange.Part(first, last));
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes=100-", "bytes=100-200", "bytes=-0", "bytes=99999999999999999999-"})
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
        "bytes=0-1,4-5",
        "0-1"
      })
  void ignoresWhatItDoesNotUnderstand(String field) {
    assertThat(select(field, 100)).isEqualTo(new ByteRange.Whole());
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

  private static ByteRange select(String field, long size) {
    return ByteRange.select(List.of(field), size);
  }
}
