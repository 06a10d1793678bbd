package dev.sluice.balancer.http.vertx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.balancer.balance.Pool;
import dev.sluice.balancer.config.Algorithm;
import dev.sluice.balancer.config.BackendConfig;
import dev.sluice.balancer.config.ConnectionsConfig;
import dev.sluice.balancer.config.ConnectionsConfig.ProxyProtocol;
import dev.sluice.balancer.config.ListenConfig.WhenFull;
import dev.sluice.balancer.config.PoolConfig;
import dev.sluice.balancer.event.AccessEvent;
import dev.sluice.balancer.net.Eventually;
import dev.sluice.balancer.net.Rig;
import dev.sluice.balancer.net.Scripted;
import dev.sluice.balancer.net.Wire;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Who the client is, as PROXY headers and forwarded fields have it. */
class ProxyProtocolTest {

  private static final String V1 = "PROXY TCP4 203.0.113.7 198.51.100.1 51234 443\r\n";
  private static final String ANSWER = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  private final LinkedBlockingQueue<String> heads = new LinkedBlockingQueue<>();

  /** Keeps the heads; those with a PROXY header in front of them, with that. */
  private Scripted backend() throws IOException {
    return Scripted.backend(
        wire -> {
          for (String head = wire.head(); !head.isEmpty(); head = wire.head()) {
            heads.add(head);
            wire.send(ANSWER);
          }
        });
  }

  private String head() throws InterruptedException {
    return heads.poll(10, TimeUnit.SECONDS).toLowerCase(Locale.ROOT);
  }

  private static UnaryOperator<PoolConfig> sending(ProxyProtocol version) {
    return pool -> sending(version, pool);
  }

  private static PoolConfig sending(ProxyProtocol version, PoolConfig pool) {
    return new PoolConfig(
        pool.name(),
        pool.algorithm(),
        pool.backends(),
        pool.policy(),
        new ConnectionsConfig(
            128, Duration.ZERO, ConnectionsConfig.Protocol.HTTP1, version, Optional.empty()));
  }

  private static Rig.Settings trusting() {
    return Front.SETTINGS.trust(true, "127.0.0.0/8");
  }

  @Test
  void theClientIsWhoIsAnnounced() throws Exception {
    try (Scripted backend = backend();
        Rig rig = Front.of(trusting(), backend.address());
        Wire client = Wire.to(rig.port())) {
      client.send(V1 + "GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 6.6.6.6\r\n\r\n");
      assertThat(client.answer()).endsWith("ok");
      assertThat(head())
          .contains(
              "\r\nx-forwarded-for: 203.0.113.7\r\n",
              "\r\nforwarded: for=203.0.113.7;host=\"a\";proto=http\r\n")
          .doesNotContain("6.6.6.6");
      assertThat(rig.request().client()).isEqualTo("203.0.113.7:51234");
      // The header is the connection's, not the request's.
      assertThat(client.send(Front.get("/")).answer()).endsWith("ok");
      assertThat(head()).contains("\r\nx-forwarded-for: 203.0.113.7\r\n");
      rig.request();
    }
  }

  @Test
  void aHeaderIsRequiredOfTheTrusted() throws Exception {
    try (Scripted backend = backend();
        Rig rig = Front.of(trusting().header(Duration.ofMillis(500)), backend.address())) {
      try (Wire client = Wire.to(rig.port())) {
        assertThat(client.send(Front.get("/")).ending()).isIn("end", "reset");
        assertThat(rig.connection().result()).isEqualTo("proxy-header-missing");
      }
      try (Wire client = Wire.to(rig.port())) {
        assertThat(client.send("PROXY TCP9\r\n").gone()).isTrue();
        assertThat(rig.connection().result()).isEqualTo("proxy-header-malformed");
      }
      try (Wire client = Wire.to(rig.port())) {
        assertThat(client.send("PROXY ").gone()).isTrue();
        AccessEvent.Connection event = rig.connection();
        assertThat(event.result()).isEqualTo("client-timeout");
        assertThat(event.client()).isEqualTo(client.localAddress());
      }
      assertThat(heads).isEmpty();
    }
  }

  @Test
  void othersAreClientsWhoseHeaderIsRefused() throws Exception {
    try (Scripted backend = backend();
        Rig rig = Front.of(Front.SETTINGS.trust(true, "10.0.0.0/8"), backend.address())) {
      try (Wire client = Wire.to(rig.port())) {
        assertThat(client.send(Front.get("/")).answer()).endsWith("ok");
        assertThat(head()).contains("\r\nx-forwarded-for: 127.0.0.1\r\n");
        assertThat(rig.request().client()).isEqualTo(client.localAddress());
      }
      try (Wire client = Wire.to(rig.port())) {
        assertThat(client.send(V1 + Front.get("/")).gone()).isTrue();
        assertThat(rig.connection().result()).isEqualTo("proxy-header-forged");
      }
      assertThat(heads).isEmpty();
    }
  }

  @Test
  void aConnectionThatWaitsIsNotReadForItsHeader() throws Exception {
    try (Scripted backend = backend();
        Rig rig = Front.of(trusting().limit(1, WhenFull.WAIT), backend.address());
        Wire first = Wire.to(rig.port())) {
      first.send(V1 + Front.get("/first"));
      assertThat(first.answer()).endsWith("ok");
      try (Wire second = Wire.to(rig.port())) {
        second.send(V1.replace("51234", "51235") + Front.get("/second"));
        first.send(Front.get("/again"));
        assertThat(first.answer()).endsWith("ok");
        first.socket().close();
        assertThat(second.answer()).endsWith("ok");
        assertThat(head()).startsWith("get /first");
        assertThat(head()).startsWith("get /again");
        assertThat(head()).startsWith("get /second");
        rig.request();
        rig.request();
        assertThat(rig.request().client()).isEqualTo("203.0.113.7:51235");
      }
    }
  }

  @Test
  void whatATrustedClientForwardsIsContinued() throws Exception {
    try (Scripted backend = backend();
        Rig rig = Front.of(Front.SETTINGS.trust(false, "127.0.0.1"), backend.address());
        Wire client = Wire.to(rig.port())) {
      client.send(
          "GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 1.1.1.1\r\nX-Forwarded-For: 2.2.2.2\r\n"
              + "X-Forwarded-Proto: https\r\nX-Forwarded-Host: far.example\r\n"
              + "Forwarded: for=1.1.1.1;proto=https\r\n\r\n");
      assertThat(client.answer()).endsWith("ok");
      assertThat(head())
          .contains(
              "\r\nx-forwarded-for: 1.1.1.1, 2.2.2.2, 127.0.0.1\r\n",
              "\r\nx-forwarded-proto: https\r\n",
              "\r\nx-forwarded-host: far.example\r\n",
              "\r\nforwarded: for=1.1.1.1;proto=https, for=127.0.0.1;host=\"a\";proto=http\r\n");
      rig.request();
    }
  }

  @Test
  void whatIsMissingFromATrustedClientIsFilledIn() throws Exception {
    try (Scripted backend = backend();
        Rig rig = Front.of(Front.SETTINGS.trust(false, "127.0.0.1"), backend.address());
        Wire client = Wire.to(rig.port())) {
      assertThat(client.send(Front.get("/")).answer()).endsWith("ok");
      assertThat(head())
          .contains(
              "\r\nx-forwarded-for: 127.0.0.1\r\n",
              "\r\nx-forwarded-proto: http\r\n",
              "\r\nx-forwarded-host: example.com\r\n",
              "\r\nforwarded: for=127.0.0.1;host=\"example.com\";proto=http\r\n");
      rig.request();
    }
  }

  /** Whom a trusted proxy announces need not be trusted itself. */
  @Test
  void whatAnAnnouncedClientForwardsIsReplaced() throws Exception {
    try (Scripted backend = backend();
        Rig rig =
            Front.of(Front.SETTINGS.trust(true, "127.0.0.1", "203.0.113.8"), backend.address())) {
      try (Wire client = Wire.to(rig.port())) {
        client.send(V1 + "GET / HTTP/1.1\r\nHost: a\r\nForwarded: for=6.6.6.6\r\n\r\n").answer();
        assertThat(head()).doesNotContain("6.6.6.6");
        rig.request();
      }
      try (Wire client = Wire.to(rig.port())) {
        client
            .send(V1.replace("113.7", "113.8"))
            .send("GET / HTTP/1.1\r\nHost: a\r\nForwarded: for=6.6.6.6\r\n\r\n")
            .answer();
        assertThat(head()).contains("\r\nforwarded: for=6.6.6.6, for=203.0.113.8;");
        rig.request();
      }
    }
  }

  @Test
  void everyRequestToABackendThatIsToldOfClientsHasAConnectionOfItsOwn() throws Exception {
    try (Scripted backend = backend();
        Rig rig = Front.of(trusting().pool(sending(ProxyProtocol.V1)), backend.address());
        Wire client = Wire.to(rig.port());
        Wire other = Wire.to(rig.port())) {
      assertThat(client.send(V1 + Front.get("/a")).answer()).endsWith("ok");
      assertThat(client.send(Front.get("/b")).answer()).endsWith("ok");
      String theirs = "PROXY TCP6 2001:db8::7 2001:db8::1 4711 443\r\n";
      assertThat(other.send(theirs + Front.get("/c")).answer()).endsWith("ok");
      assertThat(head()).startsWith(V1.toLowerCase(Locale.ROOT) + "get /a ");
      assertThat(head()).startsWith(V1.toLowerCase(Locale.ROOT) + "get /b ");
      assertThat(head()).startsWith(theirs.toLowerCase(Locale.ROOT) + "get /c ");
      assertThat(backend.accepted()).isEqualTo(3);
      for (int i = 0; i < 3; i++) {
        assertThat(rig.request().answer().status()).isEqualTo(200);
      }
    }
  }

  @Test
  void version2GoesOutInFrontOfTheRequest() throws Exception {
    try (Scripted backend = backend();
        Rig rig = Front.of(Front.SETTINGS.pool(sending(ProxyProtocol.V2)), backend.address());
        Wire client = Wire.to(rig.port())) {
      client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n");
      assertThat(client.answer()).endsWith("ok");
      // The signature holds an empty line.
      assertThat(heads.take()).isEqualTo("\r\n\r\n");
      int port = client.socket().getLocalPort();
      assertThat(heads.take())
          .startsWith(
              "\0\r\nQUIT\n!\u0011\0\f\u007f\0\0\u0001\u007f\0\0\u0001"
                  + (char) (port >> 8)
                  + (char) (port & 0xff)
                  + (char) (rig.port() >> 8)
                  + (char) (rig.port() & 0xff)
                  + "POST / HTTP/1.1\r\n");
      rig.request();
    }
  }

  @Test
  void copiesToldOfTheClientToo() throws Exception {
    try (Scripted backend = Scripted.named("ok");
        Scripted copies = backend()) {
      PoolConfig mirror =
          new PoolConfig(
              "copies", Algorithm.RANDOM, List.of(new BackendConfig(copies.address(), 1)));
      Pool pool = new Pool(sending(ProxyProtocol.V1, mirror), new Random(1));
      try (Rig rig =
              Front.of(trusting().mirror("copies"), Map.of("copies", pool), backend.address());
          Wire client = Wire.to(rig.port())) {
        assertThat(client.send(V1 + Front.get("/a")).answer()).endsWith("ok");
        assertThat(head()).startsWith(V1.toLowerCase(Locale.ROOT) + "get /a ");
        rig.request();
        Eventually.that(
            "the copy ended", () -> pool.backends().stream().allMatch(b -> b.active() == 0));
      }
    }
  }
}
