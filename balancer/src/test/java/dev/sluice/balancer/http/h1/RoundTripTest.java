package dev.sluice.balancer.http.h1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.balancer.http.head.FieldList;
import dev.sluice.balancer.http.head.FieldName;
import dev.sluice.balancer.http.head.HeadEdits;
import dev.sluice.balancer.http.head.HopFields;
import dev.sluice.balancer.http.head.ResponseHead;
import dev.sluice.balancer.http.head.Version;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** What is written reads as what it was. */
class RoundTripTest {

  private static final Hop HOP = new Hop(Version.HTTP_1_1, false, false, false);

  record Field(String name, String value) {}

  @Provide
  Arbitrary<Field> field() {
    Arbitrary<String> own =
        Arbitraries.strings()
            .withChars("abcXYZ019-_!~|")
            .ofMinLength(1)
            .ofMaxLength(20)
            .map(name -> "x" + name);
    Arbitrary<String> known =
        Arbitraries.integers()
            .between(0, FieldName.count() - 1)
            .map(FieldName::numbered)
            .filter(RoundTripTest::goesOn)
            .map(FieldName::text);
    Arbitrary<String> value =
        Arbitraries.strings()
            .withCharRange(' ', '~')
            .withCharRange('\u0080', '\u00ff')
            .withChars('\t')
            .ofMaxLength(40)
            .map(String::strip)
            .map(text -> text.replaceAll("^[ \\t]+|[ \\t]+$", ""));
    return Combinators.combine(Arbitraries.oneOf(own, known), value).as(Field::new);
  }

  private static boolean goesOn(FieldName name) {
    return !HopFields.has(HopFields.DROPPED | HopFields.OURS | HopFields.HOST, name);
  }

  @Property(tries = 500)
  void heads(
      @ForAll @Size(max = 30) List<@net.jqwik.api.From("field") Field> fields,
      @ForAll @IntRange(min = 1, max = 200) int piece)
      throws Malformed {
    FieldList list = FieldList.of();
    fields.forEach(field -> list.add(FieldName.of(field.name()), field.value()));
    ByteBuf out = Unpooled.buffer();
    HeadWriter.response(ResponseHead.of(200, list, 5), new HeadEdits(), 5, HOP, out);
    ResponseReader reader = new ResponseReader(1 << 16);
    H1Response head = null;
    while (head == null) {
      head = reader.read(out.readSlice(Math.min(piece, out.readableBytes())), "GET");
    }
    assertThat(out.isReadable()).isFalse();
    out.release();
    assertThat(head.length()).isEqualTo(5);
    assertThat(Reading.words(head.fields()))
        .isEqualTo((Reading.words(list) + " Content-Length=5").strip());
    for (Field field : fields) {
      FieldName name = FieldName.of(field.name());
      assertThat(head.fields().has(name)).isTrue();
      assertThat(head.fields().first(name)).isEqualTo(list.first(name));
      assertThat(head.fields().all(name)).isEqualTo(list.all(name));
    }
    head.release();
  }

  @Property(tries = 500)
  void bodies(
      @ForAll @Size(max = 20) List<String> pieces, @ForAll @IntRange(min = 1, max = 50) int read)
      throws Malformed {
    List<String> latin =
        pieces.stream()
            .map(p -> p.chars().mapToObj(c -> "" + (char) (c & 0xFF)).collect(Collectors.joining()))
            .toList();
    ByteBuf wire = Reading.buffer("HTTP/1.1 200 \r\nTransfer-Encoding: chunked\r\n\r\n");
    H1Response head = new ResponseReader(Reading.MAX_HEAD).read(wire, "GET");
    BodyWriter writer = BodyWriter.response(-1, HOP, 200);
    for (String piece : latin) {
      writer.data(Reading.buffer(piece), bytes -> append(wire, bytes));
    }
    writer.end(FieldList.of("x-t", "1"), bytes -> append(wire, bytes));
    BodyReader reader = BodyReader.of(head);
    head.release();
    Received received = new Received();
    boolean ended = false;
    while (!ended) {
      ended = reader.read(wire.readSlice(Math.min(read, wire.readableBytes())), received);
    }
    assertThat(wire.isReadable()).isFalse();
    wire.release();
    assertThat(received.takeWords()).isEqualTo("body <" + String.join("", latin) + "> end x-t=1");
  }

  private static void append(ByteBuf wire, ByteBuf bytes) {
    wire.writeBytes(bytes);
    bytes.release();
  }

  @Property(tries = 500)
  void valueEndsAreFoundAsByALoop(@ForAll @Size(max = 40) byte[] bytes, @ForAll boolean tame) {
    for (int i = 0; tame && i < bytes.length; i++) {
      bytes[i] = (byte) (bytes[i] % 50 == 0 ? '\t' : bytes[i] | 0x20);
    }
    int expected = 0;
    while (expected < bytes.length && inValue(bytes[expected])) {
      expected++;
    }
    assertThat(Ascii.valueEnd(bytes, 0, bytes.length)).isEqualTo(expected);
  }

  private static boolean inValue(byte b) {
    int c = b & 0xFF;
    return c == '\t' || (c >= ' ' && c != 0x7F);
  }

  @Property(tries = 500)
  void namesAreRecognisedAsByTheirText(
      @ForAll @IntRange(max = 63) int place,
      @ForAll boolean upper,
      @ForAll @IntRange(max = 30) int at) {
    String text = FieldName.numbered(place % FieldName.count()).text();
    String name = upper ? text.toUpperCase(java.util.Locale.ROOT) : text;
    char other = text.charAt(at % text.length()) == 'z' ? 'y' : 'z';
    String wrong =
        new StringBuilder(name)
            .replace(at % text.length(), at % text.length() + 1, "" + other)
            .toString();
    assertThat(number(name)).isEqualTo(place % FieldName.count());
    assertThat(number(wrong)).isEqualTo(FieldName.of(wrong).number());
    assertThat(number(name + "x")).isEqualTo(FieldName.of(name + "x").number());
  }

  private static int number(String name) {
    byte[] bytes = ("..." + name + ":").getBytes(StandardCharsets.US_ASCII);
    return FieldNumbers.of(bytes, 3, 3 + name.length());
  }
}
