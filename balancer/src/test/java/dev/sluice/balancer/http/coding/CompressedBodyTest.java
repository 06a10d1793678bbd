package dev.sluice.balancer.http.coding;

import static org.assertj.core.api.Assertions.assertThat;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.aayushatharva.brotli4j.decoder.BrotliInputStream;
import com.aayushatharva.brotli4j.decoder.DecoderJNI;
import com.github.luben.zstd.ZstdInputStream;
import dev.sluice.balancer.config.CompressConfig.Coding;
import dev.sluice.balancer.http.head.FieldList;
import dev.sluice.balancer.http.head.Fields;
import dev.sluice.balancer.http.stream.Outgoing;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Bodies are read again by decoders that have nothing to do with the encoders. */
class CompressedBodyTest {

  private static final Fields TRAILERS = FieldList.of("x-sum", "1");

  private final Sink client = new Sink();

  /** Whoever it is that reads. */
  private static final class Sink implements Outgoing {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private int sent;
    private int ends;
    private Fields trailers = Fields.NONE;
    private boolean writable = true;

    @Override
    public void data(ByteBuf data) {
      assertThat(data.isReadable()).isTrue();
      byte[] copy = new byte[data.readableBytes()];
      data.readBytes(copy).release();
      bytes.writeBytes(copy);
    }

    @Override
    public void flush() {
      sent = bytes.size();
    }

    @Override
    public void end(Fields last) {
      ends++;
      trailers = last;
      sent = bytes.size();
    }

    @Override
    public boolean isWritable() {
      return writable;
    }

    byte[] sent() {
      return Arrays.copyOf(bytes.toByteArray(), sent);
    }
  }

  private static InputStream decoder(Coding coding, byte[] coded) throws IOException {
    InputStream bytes = new ByteArrayInputStream(coded);
    return switch (coding) {
      case GZIP -> new GZIPInputStream(bytes);
      case BR -> {
        Brotli4jLoader.ensureAvailability();
        yield new BrotliInputStream(bytes);
      }
      case ZSTD -> new ZstdInputStream(bytes);
    };
  }

  private static byte[] decode(Coding coding, byte[] coded) throws IOException {
    try (InputStream in = decoder(coding, coded)) {
      return in.readAllBytes();
    }
  }

  /** What can be read of the beginning of a body. */
  private static byte[] begun(Coding coding, byte[] coded, int length) throws IOException {
    if (coding != Coding.BR) {
      return decoder(coding, coded).readNBytes(length);
    }
    // As a stream, this decoder fails for want of the rest before it gives what it has.
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    DecoderJNI.Wrapper decoder = new DecoderJNI.Wrapper(coded.length);
    decoder.getInputBuffer().put(coded);
    decoder.push(coded.length);
    while (decoder.hasOutput()) {
      ByteBuffer some = decoder.pull();
      byte[] bytes = new byte[some.remaining()];
      some.get(bytes);
      read.writeBytes(bytes);
    }
    assertThat(decoder.getStatus()).isEqualTo(DecoderJNI.Status.NEEDS_MORE_INPUT);
    decoder.destroy();
    return read.toByteArray();
  }

  private static ByteBuf buffer(byte[] bytes) {
    return PooledByteBufAllocator.DEFAULT.directBuffer(Math.max(1, bytes.length)).writeBytes(bytes);
  }

  private static byte[] text(Random random, int length) {
    byte[] text = new byte[length];
    for (int i = 0; i < length; i++) {
      text[i] = (byte) ('a' + Math.abs(random.nextGaussian()) * 4);
    }
    return text;
  }

  @ParameterizedTest
  @EnumSource
  void isAvailableWhereTheseTestsRun(Coding coding) {
    assertThat(CompressedBody.isAvailable(coding)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "GZIP, 0",
    "BR, 0",
    "ZSTD, 0",
    "GZIP, 1",
    "BR, 1",
    "ZSTD, 1",
    "GZIP, 1000000",
    "BR, 1000000",
    "ZSTD, 1000000"
  })
  void comesOutAsItWentIn(Coding coding, int length) throws IOException {
    Random random = new Random(length);
    byte[] text = text(random, length);
    CompressedBody body = new CompressedBody(coding, client);
    int at = 0;
    while (at < length) {
      int piece = Math.min(length - at, 1 + random.nextInt(1 << random.nextInt(18)));
      body.data(buffer(Arrays.copyOfRange(text, at, at + piece)));
      at += piece;
      if (random.nextInt(4) == 0) {
        body.flush();
      }
    }
    body.end(TRAILERS);
    assertThat(decode(coding, client.sent())).isEqualTo(text);
    assertThat(client.ends).isEqualTo(1);
    assertThat(client.trailers).isSameAs(TRAILERS);
    if (length > 1000) {
      assertThat(client.sent()).hasSizeLessThan(length);
    }
  }

  /** A page that comes bit by bit is shown bit by bit. */
  @ParameterizedTest
  @EnumSource
  void canBeReadAsFarAsItWasFlushed(Coding coding) throws IOException {
    CompressedBody body = new CompressedBody(coding, client);
    Random random = new Random(7);
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    for (int i = 0; i < 5; i++) {
      byte[] piece = text(random, 300);
      written.writeBytes(piece);
      body.data(buffer(piece));
      body.flush();
      assertThat(begun(coding, client.sent(), written.size())).isEqualTo(written.toByteArray());
    }
    body.end(Fields.NONE);
    assertThat(decode(coding, client.sent())).isEqualTo(written.toByteArray());
  }

  /** The leak detector watches. */
  @ParameterizedTest
  @EnumSource
  void letsGoOfWhatItHolds(Coding coding) {
    CompressedBody body = new CompressedBody(coding, client);
    body.data(buffer(text(new Random(1), 100_000)));
    body.abandon();
    body.abandon();
    int sent = client.bytes.size();
    ByteBuf late = buffer(new byte[] {1});
    body.data(late);
    assertThat(late.refCnt()).isZero();
    body.flush();
    assertThat(client.bytes.size()).isEqualTo(sent);
    assertThat(client.ends).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void isOfNoEffectBehindItsEnd(Coding coding) throws IOException {
    CompressedBody body = new CompressedBody(coding, client);
    body.data(buffer(new byte[] {1}));
    body.end(Fields.NONE);
    ByteBuf late = buffer(new byte[] {2});
    body.data(late);
    body.abandon();
    assertThat(late.refCnt()).isZero();
    assertThat(decode(coding, client.sent())).containsExactly(1);
  }

  @Test
  void takesAsMuchAsTheClientDoes() {
    CompressedBody body = new CompressedBody(Coding.GZIP, client);
    assertThat(body.isWritable()).isTrue();
    client.writable = false;
    assertThat(body.isWritable()).isFalse();
    body.abandon();
  }
}
