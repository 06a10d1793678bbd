package dev.sluice.backend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.backend.Settings.Access;
import dev.sluice.backend.Settings.RequiredHeader;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccessTest {

  private static final Access HEADER =
      new Access(Optional.of(new RequiredHeader("X-Proxy-Token", "secret")), false);
  private static final Access PROXY = new Access(Optional.empty(), true);
  private static final String V1 = "PROXY TCP4 192.0.2.7 192.0.2.1 51234 80\r\n";

  @Test
  void theRequiredHeaderOpens() throws Exception {
    try (Running running = Running.with(HEADER)) {
      HttpResponse<String> direct = running.get("/");
      assertThat(direct.statusCode()).isEqualTo(403);
      assertThat(direct.body()).isEqualTo(Running.FORBIDDEN);
      assertThat(direct.headers().firstValue("X-Backend")).isPresent();
      assertThat(token(running, "secret")).isEqualTo(200);
      assertThat(token(running, "Secret")).isEqualTo(403);
      assertThat(token(running, "secrets")).isEqualTo(403);
    }
  }

  @Test
  void probesPassButSwitchingHealthDoesNot() throws Exception {
    try (Running running = Running.with(HEADER)) {
      assertThat(running.get("/healthz").statusCode()).isEqualTo(200);
      assertThat(running.post("/healthz/down", "").statusCode()).isEqualTo(403);
      assertThat(running.get("/healthz").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void aRequestWithoutProxyHeaderIsForbidden() throws Exception {
    try (Running running = Running.with(PROXY)) {
      HttpResponse<String> direct = running.get("/whoami");
      assertThat(direct.statusCode()).isEqualTo(403);
      assertThat(direct.body()).isEqualTo(Running.FORBIDDEN);
      assertThat(running.get("/healthz").statusCode()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PROXY TCP4 192.0.2.7 nonsense 51234 80\r\n",
        "PROXY TCP4 192.0.2.7 192.0.2.1 51234 99999\r\n",
        "PROXY \n"
      })
  void aBadProxyHeaderIsForbidden(String header) throws Exception {
    try (Running running = Running.with(PROXY)) {
      assertThat(request(running, Running.ascii(header)))
          .startsWith("HTTP/1.1 403")
          .endsWith(Running.FORBIDDEN);
    }
  }

  @Test
  void version1AnnouncesTheClient() throws Exception {
    try (Running running = Running.with(PROXY)) {
      String answer = request(running, Running.ascii(V1));
      JsonObject seen = body(answer);
      assertThat(answer).startsWith("HTTP/1.1 200");
      assertThat(seen.getJsonObject("client"))
          .isEqualTo(JsonObject.of("address", "192.0.2.7", "port", 51234));
      assertThat(seen.getJsonObject("target"))
          .isEqualTo(JsonObject.of("address", "192.0.2.1", "port", 80));
      assertThat(seen.getJsonObject("peer").getString("address")).isEqualTo("127.0.0.1");
    }
  }

  @Test
  void version2AnnouncesTheClient() throws Exception {
    try (Running running = Running.with(PROXY)) {
      JsonObject seen = body(request(running, v2(0x21, 0x11)));
      assertThat(seen.getJsonObject("client"))
          .isEqualTo(JsonObject.of("address", "192.0.2.7", "port", 51234));
    }
  }

  @Test
  void localAndUnknownAreAcceptedWithoutAClient() throws Exception {
    try (Running running = Running.with(PROXY)) {
      assertThat(body(request(running, v2(0x20, 0x00))).containsKey("client")).isFalse();
      assertThat(request(running, Running.ascii("PROXY UNKNOWN\r\n"))).startsWith("HTTP/1.1 200");
    }
  }

  @Test
  void datagramsOverAStreamAreForbidden() throws Exception {
    try (Running running = Running.with(PROXY)) {
      assertThat(request(running, v2(0x21, 0x12))).startsWith("HTTP/1.1 403");
    }
  }

  @Test
  void theHeaderMayComeInPieces() throws Exception {
    try (Running running = Running.with(PROXY);
        Socket socket = Running.connect(running.tcpPort())) {
      socket.setTcpNoDelay(true);
      for (byte piece : v2(0x21, 0x11)) {
        socket.getOutputStream().write(piece);
      }
      socket.getOutputStream().write(Running.ascii("hello"));
      socket.shutdownOutput();
      assertThat(Running.readAll(socket.getInputStream()))
          .isEqualTo("Hi from server " + running.tcpPort());
    }
  }

  @Test
  void tcpWithoutProxyHeaderIsClosed() throws Exception {
    try (Running running = Running.with(PROXY)) {
      try (Socket socket = Running.connect(running.tcpPort())) {
        socket.getOutputStream().write(Running.ascii("hello"));
        assertThat(socket.getInputStream().read()).isEqualTo(-1);
      }
      assertThat(Running.exchange(running.tcpPort(), Running.ascii(V1 + "hello")))
          .isEqualTo("Hi from server " + running.tcpPort());
    }
  }

  private static int token(Running running, String value) throws Exception {
    return running.send(running.request("/").header("x-proxy-token", value)).statusCode();
  }

  private static String request(Running running, byte[] proxyHeader) throws Exception {
    return Running.exchange(
        running.httpPort(),
        proxyHeader,
        Running.ascii("GET /whoami HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"));
  }

  private static JsonObject body(String answer) {
    return new JsonObject(answer.substring(answer.indexOf("\r\n\r\n") + 4));
  }

  private static byte[] v2(int versionAndCommand, int familyAndProtocol) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(Running.ascii("\r\n\r\n\0\r\nQUIT\n"));
    out.write(versionAndCommand);
    out.write(familyAndProtocol);
    out.writeBytes(
        new byte[] {
          0, 12, (byte) 192, 0, 2, 7, (byte) 192, 0, 2, 1, (byte) (51234 >> 8), (byte) 51234, 0, 80
        });
    return out.toByteArray();
  }
}
