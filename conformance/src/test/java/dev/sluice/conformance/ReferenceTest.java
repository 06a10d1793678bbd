package dev.sluice.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.conformance.Reference.Asked;
import org.junit.jupiter.api.Test;

final class ReferenceTest {

  private static final String HOST = "Host: x\r\n";

  @Test
  void readsRequestsUpToWhatIsNone() {
    Reference reference =
        Reference.of(
            "\r\nPOST /a HTTP/1.1\r\n"
                + HOST
                + "Content-Length: 2\r\n\r\nhi"
                + "GET http://x HTTP/1.1\r\n"
                + HOST
                + "\r\n"
                + "OPTIONS http://x HTTP/1.1\r\n"
                + HOST
                + "\r\n"
                + "GET /b HTTP/1.1\r\n"
                + HOST
                + HOST
                + "\r\n"
                + "GET /c HTTP/1.1\r\n"
                + HOST
                + "\r\n");
    assertThat(reference.requests())
        .containsExactly(
            new Asked("POST", "/a", "hi"),
            new Asked("GET", "/", ""),
            new Asked("OPTIONS", "*", ""));
    assertThat(reference.end()).contains("2 times Host");
  }

  @Test
  void nothingFollowsAnEnd() {
    Reference reference =
        Reference.of(
            "GET /a HTTP/1.1\r\n"
                + HOST
                + "Connection: close\r\n\r\nGET /b HTTP/1.1\r\n"
                + HOST
                + "\r\n");
    assertThat(reference.requests()).containsExactly(new Asked("GET", "/a", ""));
  }
}
