package dev.sluice.balancer.tcp;

import dev.sluice.balancer.net.Connection;
import dev.sluice.balancer.net.EarlyBytes;
import dev.sluice.balancer.net.ProxyHeaders;
import dev.sluice.balancer.net.hello.ClientHello;
import dev.sluice.balancer.net.hello.ClientHelloHandler;
import dev.sluice.balancer.net.hello.Inspection;
import dev.sluice.balancer.net.hello.Inspection.NoHello;
import dev.sluice.balancer.net.tls.TlsFailure;
import dev.sluice.vertx.proxyprotocol.ProxyVerdict;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SniCompletionEvent;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Waits for what comes before a connection's traffic: a PROXY protocol header, a TLS handshake or
 * the first message of one. For one event loop.
 */
final class Reception extends ChannelInboundHandlerAdapter {

  private static final String NAME = "reception";

  private final Connection connection;
  private final Preamble preamble;
  private final Consumer<Arrival> arrived;
  private final Consumer<String> failed;
  private Optional<Future<?>> deadline = Optional.empty();
  private Optional<String> serverName = Optional.empty();
  private List<String> alpn = List.of();
  private boolean proxyKnown;
  private boolean tlsKnown;
  private boolean over;

  /**
   * @param connection through a channel, unless the preamble is empty
   * @param failed told the word for the log; the connection is then to be closed
   */
  Reception(
      Connection connection,
      Preamble preamble,
      Consumer<Arrival> arrived,
      Consumer<String> failed) {
    this.connection = connection;
    this.preamble = preamble;
    this.arrived = arrived;
    this.failed = failed;
  }

  /** Begins; one of the two is called, once, perhaps before this returns. */
  void begin() {
    if (preamble.isEmpty()) {
      arrive();
      return;
    }
    DuplexChannel client = connection.channel().orElseThrow();
    client.pipeline().addBefore(EarlyBytes.NAME, NAME, this);
    if (!preamble.timeout().isZero()) {
      deadline =
          Optional.of(
              client
                  .eventLoop()
                  .schedule(this::late, preamble.timeout().toNanos(), TimeUnit.NANOSECONDS));
    }
    proxyKnown = preamble.proxyProtocol().isEmpty();
    tlsKnown = preamble.tls().isEmpty() && !preamble.hello();
    // In front of each other, in the order of the wire from the back.
    preamble
        .tls()
        .ifPresent(tls -> client.pipeline().addBefore(NAME, "tls", tls.newHandler(Duration.ZERO)));
    if (preamble.hello()) {
      client.pipeline().addBefore(NAME, "client-hello", new ClientHelloHandler(this::inspected));
    }
    preamble.proxyProtocol().ifPresent(expected -> expected.expectOn(client));
    // Who is not trusted has nothing to announce.
    ProxyVerdict.of(client).ifPresent(this::verdict);
  }

  /** The connection is gone, or no longer wanted. */
  void cancel() {
    over = true;
    deadline.ifPresent(timer -> timer.cancel(false));
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (over) {
      ctx.fireUserEventTriggered(event);
    } else if (event instanceof ProxyVerdict verdict) {
      verdict(verdict);
    } else if (event instanceof SniCompletionEvent sni) {
      serverName = Optional.ofNullable(sni.hostname()).map(name -> name.toLowerCase(Locale.ROOT));
    } else if (event instanceof SslHandshakeCompletionEvent handshake) {
      if (handshake.isSuccess()) {
        tlsKnown = true;
        arriveIfKnown();
      } else {
        fail(TlsFailure.of(handshake.cause()).word());
      }
    } else if (event == ChannelInputShutdownEvent.INSTANCE && !tlsKnown) {
      // Nobody else would notice before the deadline.
      fail(TlsFailure.CLOSED.word());
    } else {
      ctx.fireUserEventTriggered(event);
    }
  }

  private void verdict(ProxyVerdict verdict) {
    if (verdict.accepted()) {
      proxyKnown = true;
      if (!tlsKnown) {
        // Reading is off, and what was asked for at the beginning has brought the header.
        connection.channel().ifPresent(DuplexChannel::read);
      }
      arriveIfKnown();
    } else {
      fail(ProxyHeaders.word(verdict));
    }
  }

  private void inspected(Inspection inspection) {
    if (inspection == NoHello.TOO_LONG) {
      fail("client-hello-too-long");
      return;
    }
    // Without TLS, and when it ends too early, there is no name to go by.
    if (inspection instanceof ClientHello hello) {
      serverName = hello.serverName();
      alpn = hello.alpn();
    }
    tlsKnown = true;
    arriveIfKnown();
  }

  private void arriveIfKnown() {
    if (proxyKnown && tlsKnown && !over) {
      cancel();
      ChannelPipeline pipeline = connection.channel().orElseThrow().pipeline();
      pipeline.remove(this);
      if (preamble.hello()) {
        // Hands what it held to those behind.
        pipeline.remove(ClientHelloHandler.class);
      }
      arrive();
    }
  }

  private void arrive() {
    over = true;
    arrived.accept(new Arrival(serverName, alpn));
  }

  private void late() {
    fail("client-timeout");
  }

  private void fail(String word) {
    if (!over) {
      cancel();
      failed.accept(word);
    }
  }
}
