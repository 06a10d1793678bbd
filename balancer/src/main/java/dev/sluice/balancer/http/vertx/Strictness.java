package dev.sluice.balancer.http.vertx;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.ReferenceCountUtil;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Refuses what Netty's decoder lets pass and other readers might take differently: it marks such a
 * head as undecodable before Vert.x sees it.
 */
final class Strictness extends ChannelInboundHandlerAdapter {

  /** Why a head was refused. */
  static final class MalformedHead extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    MalformedHead(String message) {
      super(message);
    }
  }

  private final Predicate<Throwable> onMalformedBody;
  private boolean refused;

  /**
   * @param onMalformedBody is told why a body can't be read on; false when nobody waits for it
   */
  Strictness(Predicate<Throwable> onMalformedBody) {
    this.onMalformedBody = onMalformedBody;
  }

  /** Drops what still comes. */
  void refuse() {
    refused = true;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof HttpRequest head && head.decoderResult().isSuccess()) {
      String wrong = wrong(head);
      if (!wrong.isEmpty()) {
        head.setDecoderResult(DecoderResult.failure(new MalformedHead(wrong)));
        // Vert.x answers an unknown version itself, with a status line of that version.
        head.setProtocolVersion(HttpVersion.HTTP_1_1);
      }
    }
    if (message instanceof HttpContent body && !refused && body.decoderResult().isFailure()) {
      // Vert.x would close the connection without a word.
      refused = onMalformedBody.test(body.decoderResult().cause());
    }
    if (refused) {
      ReferenceCountUtil.release(message);
    } else {
      ctx.fireChannelRead(message);
    }
  }

  private static String wrong(HttpRequest head) {
    HttpVersion version = head.protocolVersion();
    if (!version.equals(HttpVersion.HTTP_1_1) && !version.equals(HttpVersion.HTTP_1_0)) {
      return "unsupported version " + version;
    }
    List<String> codings = head.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING);
    if (codings.size() > 1
        || (codings.size() == 1
            && !HttpHeaderValues.CHUNKED.contentEqualsIgnoreCase(codings.get(0)))) {
      return "a transfer coding other than one chunked";
    }
    if (!codings.isEmpty() && version.equals(HttpVersion.HTTP_1_0)) {
      return "a transfer coding in HTTP/1.0";
    }
    for (Map.Entry<CharSequence, CharSequence> field : iterable(head)) {
      if (field.getKey().isEmpty()) {
        return "a field without a name";
      }
    }
    return "";
  }

  private static Iterable<Map.Entry<CharSequence, CharSequence>> iterable(HttpRequest head) {
    return head.headers()::iteratorCharSequence;
  }
}
