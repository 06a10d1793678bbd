package dev.sluice.balancer.http.coding;

import com.aayushatharva.brotli4j.encoder.Encoder;
import dev.sluice.balancer.config.CompressConfig.Coding;
import dev.sluice.balancer.http.head.Fields;
import dev.sluice.balancer.http.stream.Outgoing;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.compression.Brotli;
import io.netty.handler.codec.compression.BrotliEncoder;
import io.netty.handler.codec.compression.ZlibCodecFactory;
import io.netty.handler.codec.compression.ZlibWrapper;
import io.netty.handler.codec.compression.Zstd;
import io.netty.handler.codec.compression.ZstdEncoder;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * Compresses a body on its way. What was written can be read by the client once it was flushed, so
 * an answer that comes bit by bit still does. For the event loop of its exchange.
 */
public final class CompressedBody implements Outgoing {

  private static final Set<Coding> AVAILABLE = available();

  // Of what comes by on an event loop, little time may be spent on each byte.
  private static final int GZIP_LEVEL = 5;
  private static final int BROTLI_QUALITY = 4;
  private static final int ZSTD_LEVEL = 3;

  private final Outgoing to;
  private final EmbeddedChannel encoder;
  private boolean over;

  /** Before the first byte of the body. */
  public CompressedBody(Coding coding, Outgoing to) {
    this.to = to;
    this.encoder = new EmbeddedChannel(encoder(coding));
  }

  /** Whether it can be done on this machine: Brotli and Zstandard are native code. */
  public static boolean isAvailable(Coding coding) {
    return AVAILABLE.contains(coding);
  }

  // Loads what is native: Brotli's encoder does not do that by itself.
  private static Set<Coding> available() {
    Set<Coding> available = EnumSet.of(Coding.GZIP);
    if (Brotli.isAvailable()) {
      available.add(Coding.BR);
    }
    if (Zstd.isAvailable()) {
      available.add(Coding.ZSTD);
    }
    return Collections.unmodifiableSet(available);
  }

  private static ChannelHandler encoder(Coding coding) {
    return switch (coding) {
      case GZIP -> ZlibCodecFactory.newZlibEncoder(ZlibWrapper.GZIP, GZIP_LEVEL);
      case BR -> new BrotliEncoder(new Encoder.Parameters().setQuality(BROTLI_QUALITY));
      case ZSTD -> new ZstdEncoder(ZSTD_LEVEL);
    };
  }

  @Override
  public void data(ByteBuf bytes) {
    if (over) {
      bytes.release();
      return;
    }
    encoder.writeOneOutbound(bytes);
    pass();
  }

  @Override
  public void flush() {
    if (!over) {
      encoder.flushOutbound();
      pass();
    }
    to.flush();
  }

  @Override
  public void end(Fields trailers) {
    if (!over) {
      over = true;
      // Not all encoders do that at their end.
      encoder.flushOutbound();
      encoder.finish();
      pass();
    }
    to.end(trailers);
  }

  @Override
  public void abandon() {
    if (!over) {
      over = true;
      encoder.finishAndReleaseAll();
    }
  }

  private void pass() {
    for (ByteBuf made = encoder.readOutbound(); made != null; made = encoder.readOutbound()) {
      if (made.isReadable()) {
        to.data(made);
      } else {
        made.release();
      }
    }
  }

  @Override
  public boolean isWritable() {
    return to.isWritable();
  }
}
