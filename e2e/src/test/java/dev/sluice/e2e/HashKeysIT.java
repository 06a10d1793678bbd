package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.HashSet;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The same key leads to the same backend, also after a restart of the balancer. */
class HashKeysIT {

  private static final int KEYS = 24;

  private static Backends backends;

  @BeforeAll
  static void start() {
    backends = Backends.http(4);
  }

  @AfterAll
  static void stop() {
    backends.close();
  }

  /** Asks with the key of a number. */
  private interface Client {
    Answer ask(int port, int key) throws IOException;
  }

  private static final Map<String, Client> CLIENTS =
      Map.of(
          "header:X-Tenant", (port, key) -> Wire.ask(port, "GET /", "X-Tenant: tenant-" + key),
          "cookie:user", (port, key) -> Wire.ask(port, "GET /", "Cookie: a=b; user=u" + key),
          "client-ip", HashKeysIT::askFrom);

  private static Answer askFrom(int port, int key) throws IOException {
    try (Wire wire =
        new Wire(
            new Socket(
                InetAddress.getLoopbackAddress(),
                port,
                InetAddress.getByName("127.0.0." + (10 + key)),
                0))) {
      return wire.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n").answer();
    }
  }

  private static Map<Integer, String> backendsOfKeys(Client client, Balancer balancer, int server)
      throws IOException {
    Map<Integer, String> found = new TreeMap<>();
    for (int key = 0; key < KEYS; key++) {
      found.put(key, client.ask(balancer.port(server), key).header("x-backend"));
    }
    return found;
  }

  // An answer reaches the client a moment before its lease ends. With the usual bound one request
  // in flight is all that a backend of four may have, and the next one with its key goes elsewhere.
  private static String server(String algorithm, String key) {
    String bound = algorithm.equals("consistent-hash") ? "load-factor = 10.0\n" : "";
    return Balancer.http(backends)
        + "algorithm = \"%s\"%nhash-key = \"%s\"%n%s%n".formatted(algorithm, key, bound);
  }

  private static void assertStable(String key) throws IOException {
    String config = server("consistent-hash", key) + server("maglev", key);
    Map<Integer, String> ring;
    Map<Integer, String> maglev;
    try (Balancer before = Balancer.start(config)) {
      ring = backendsOfKeys(CLIENTS.get(key), before, 0);
      maglev = backendsOfKeys(CLIENTS.get(key), before, 1);
      assertThat(backendsOfKeys(CLIENTS.get(key), before, 0)).isEqualTo(ring);
    }
    assertThat(new HashSet<>(ring.values())).hasSizeGreaterThan(1);
    assertThat(new HashSet<>(maglev.values())).hasSizeGreaterThan(1);
    try (Balancer after = Balancer.start(config)) {
      assertThat(backendsOfKeys(CLIENTS.get(key), after, 0)).isEqualTo(ring);
      assertThat(backendsOfKeys(CLIENTS.get(key), after, 1)).isEqualTo(maglev);
    }
  }

  @Test
  void byHeader() throws IOException {
    assertStable("header:X-Tenant");
  }

  @Test
  void byCookie() throws IOException {
    assertStable("cookie:user");
  }

  @Test
  void byClientAddress() throws IOException {
    assertStable("client-ip");
  }

  @Test
  void byPathWithoutItsQuery() throws IOException {
    try (Balancer balancer =
        Balancer.start(server("consistent-hash", "path") + server("maglev", "path"))) {
      for (int server = 0; server < 2; server++) {
        Map<String, String> found = new TreeMap<>();
        for (int status = 200; status < 220; status++) {
          String path = "GET /status/" + (status == 204 || status == 205 ? 230 : status);
          String backend = Wire.ask(balancer.port(server), path).header("x-backend");
          found.put(path, backend);
          assertThat(Wire.ask(balancer.port(server), path).header("x-backend")).isEqualTo(backend);
        }
        assertThat(new HashSet<>(found.values())).hasSizeGreaterThan(1);
      }
    }
  }

  @Test
  void ipHashKeepsAClientAddress() throws IOException {
    String config = Balancer.http(backends) + "algorithm = \"ip-hash\"\n";
    Map<Integer, String> found;
    try (Balancer before = Balancer.start(config)) {
      found = backendsOfKeys(HashKeysIT::askFrom, before, 0);
    }
    assertThat(new HashSet<>(found.values())).hasSizeGreaterThan(1);
    try (Balancer after = Balancer.start(config)) {
      assertThat(backendsOfKeys(HashKeysIT::askFrom, after, 0)).isEqualTo(found);
    }
  }
}
