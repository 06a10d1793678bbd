package dev.sluice.balancer.http.vertx;

import dev.sluice.balancer.http.stream.Client;
import dev.sluice.balancer.net.Admission;
import dev.sluice.balancer.net.ListenerContext;
import dev.sluice.balancer.net.Loop;
import dev.sluice.balancer.net.Peers;
import dev.sluice.balancer.net.ProxyHeaders;
import dev.sluice.balancer.net.Wheel;
import dev.sluice.balancer.net.tls.ServerTls;
import dev.sluice.vertx.proxyprotocol.ProxyProtocol;
import dev.sluice.vertx.proxyprotocol.ProxyVerdict;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.DuplexChannel;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Receives the connections of one event loop: lets them in, has the PROXY protocol and TLS spoken
 * where the server does, finds out which version of HTTP comes, and hands the connection over: to
 * our own server for HTTP/1.x, to Vert.x for HTTP/2. For that event loop.
 */
final class Reception {

  private final ListenerContext context;
  private final Loop loop;
  private final Wheel wheel;
  private final Optional<ServerTls> tls;
  private final Http1 http1;
  private final Optional<ProxyProtocol> proxyProtocol;
  private final Set<ProtocolChoice> undecided = new HashSet<>();

  Reception(ListenerContext context, Loop loop, Wheel wheel, Optional<ServerTls> tls, Http1 http1) {
    this.context = context;
    this.loop = loop;
    this.wheel = wheel;
    this.tls = tls;
    this.http1 = http1;
    this.proxyProtocol =
        ProxyHeaders.expected(
            context.config().listen().trust(), context.config().timeouts().clientHeader());
  }

  Wheel wheel() {
    return wheel;
  }

  /** How long a client may take until its first request begins, TLS included; zero for no limit. */
  long patienceNanos() {
    long header = context.config().timeouts().clientHeader().toNanos();
    long idle = context.config().timeouts().clientIdle().toNanos();
    return header == 0 || idle == 0 ? Math.max(header, idle) : Math.min(header, idle);
  }

  /**
   * For a connection that was just accepted, and of which nothing was read.
   *
   * @param vertx what Vert.x takes it over with
   */
  void accepted(DuplexChannel channel, ChannelHandler vertx) {
    Admission admission = context.admission();
    ProtocolChoice choice = new ProtocolChoice(this, channel, vertx, tls.isPresent());
    Admission.Verdict verdict =
        admission.enter(
            channel,
            Admission.Intake.of(channel.parent()),
            () -> loop.execute(() -> begin(channel, choice)));
    if (verdict == Admission.Verdict.REFUSED) {
      refused(channel, "max-connections");
      channel.close();
      return;
    }
    channel.closeFuture().addListener(closed -> admission.leave(channel));
    undecided.add(choice);
    channel.pipeline().addLast(ProtocolChoice.NAME, choice);
    if (verdict == Admission.Verdict.WAITS) {
      channel.config().setAutoRead(false);
    } else {
      begin(channel, choice);
    }
  }

  private void begin(Channel channel, ProtocolChoice choice) {
    if (!channel.isOpen()) {
      return;
    }
    ChannelPipeline pipeline = channel.pipeline();
    // How long it may take is looked after with all that comes before the first request.
    tls.ifPresent(server -> pipeline.addFirst("tls", server.newHandler(Duration.ZERO)));
    proxyProtocol.ifPresent(expected -> expected.expectOn(channel));
    // A PROXY header that is waited for has a time of its own.
    if (proxyProtocol.isEmpty() || ProxyVerdict.of(channel).isPresent()) {
      choice.begin();
    }
    channel.config().setAutoRead(true);
  }

  void http1(DuplexChannel channel, ByteBuf first) {
    Client client =
        new Client(
            ProxyVerdict.source(channel), ProxyVerdict.destination(channel), tls.isPresent());
    http1.take(channel, client, first);
  }

  /** It is known who serves it, or it is gone. */
  void decided(ProtocolChoice choice) {
    undecided.remove(choice);
  }

  /** Logs a connection that ends without a request. */
  void refused(Channel channel, String word) {
    context.logRefused(Peers.text(ProxyVerdict.source(channel)), word);
  }

  /** Closes what has not come to a request yet. */
  void stop() {
    List.copyOf(undecided).forEach(ProtocolChoice::close);
  }
}
