package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** A gigabyte each way, through a balancer that has not the memory to hold it. */
class LargeBodiesIT {

  private static final long GIB = 1L << 30;
  private static final String HEAP = "128m";

  @Test
  void anUploadOverHttpArrivesIntact() throws IOException {
    try (Backends backends = Backends.http(1);
        Balancer balancer = Balancer.start(HEAP, Balancer.http(backends));
        Wire wire = Wire.to(balancer.port())) {
      wire.send("POST /upload HTTP/1.1\r\nHost: x\r\nContent-Length: " + GIB + "\r\n\r\n");
      Body body = new Body();
      body.send(wire, GIB);
      assertThat(wire.answer().json())
          .isEqualTo(new JsonObject().put("bytes", GIB).put("sha256", body.sha256()));
    }
  }

  @Test
  void aDownloadOverHttpArrivesIntact() throws Exception {
    try (Backends backends = Backends.http(1);
        Balancer balancer = Balancer.start(HEAP, Balancer.http(backends))) {
      Task<String> direct = Task.start(() -> download(backends.port(0)));
      assertThat(download(balancer.port())).isEqualTo(direct.result());
    }
  }

  private static String download(int port) throws IOException {
    try (Wire wire = Wire.to(port)) {
      wire.send("GET /bytes/" + GIB + " HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(wire.head())
          .anyMatch(line -> line.equalsIgnoreCase("Content-Length: " + GIB))
          .first()
          .asString()
          .startsWith("HTTP/1.1 200 ");
      Body body = new Body();
      body.read(wire, GIB);
      return body.sha256();
    }
  }

  @Test
  void anEchoOverTcpArrivesIntactBothWays() throws Exception {
    try (Backends backends = Backends.tcp(1, "--tcp-mode", "echo");
        Balancer balancer = Balancer.start(HEAP, Balancer.tcp(backends));
        Wire wire = Wire.to(balancer.port())) {
      Body sent = new Body();
      Task<Void> sending =
          Task.start(
              () -> {
                sent.send(wire, GIB);
                wire.endOutput();
                return null;
              });
      Body received = new Body();
      received.read(wire, GIB);
      sending.result();
      assertThat(wire.ended()).isTrue();
      assertThat(received.sha256()).isEqualTo(sent.sha256());
      JsonObject line = balancer.accessLog(1).get(0);
      assertThat(line.getLong("received")).isEqualTo(GIB);
      assertThat(line.getLong("sent")).isEqualTo(GIB);
    }
  }
}
