package dev.sluice.balancer.http.vertx;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpVersion;
import org.junit.jupiter.api.Test;

class HeadsTest {

  private final MultiMap from = MultiMap.caseInsensitiveMultiMap();
  private final MultiMap to = MultiMap.caseInsensitiveMultiMap();

  @Test
  void leavesOutWhatConcernsOneHop() {
    from.add("Connection", "close, X-A").add("connection", " x-b ,").add("X-A", "1");
    from.add("x-b", "2").add("Keep-Alive", "5").add("Proxy-Authorization", "secret");
    from.add("Upgrade", "h2c").add("TE", "gzip").add("Transfer-Encoding", "chunked");
    from.add("Set-Cookie", "a=1").add("Set-Cookie", "b=2");
    Heads.copyEndToEnd(from, to);
    assertThat(to.names()).containsExactly("Set-Cookie");
    assertThat(to.getAll("set-cookie")).containsExactly("a=1", "b=2");
  }

  @Test
  void keepsTheLengthWhateverConnectionNames() {
    from.add("Connection", "Content-Length").add("Content-Length", "5");
    Heads.copyEndToEnd(from, to);
    assertThat(to.get("content-length")).isEqualTo("5");
  }

  @Test
  void readsTheOptionsOfAllConnectionFields() {
    assertThat(Heads.connectionOptions(from)).isEmpty();
    from.add("Connection", "Keep-Alive,Upgrade").add("Connection", "TE");
    assertThat(Heads.connectionOptions(from))
        .containsExactlyInAnyOrder("keep-alive", "upgrade", "te");
  }

  @Test
  void viaComesBehindThoseBefore() {
    to.add("Via", "1.0 far");
    Heads.via(HttpVersion.HTTP_1_0, to);
    Heads.via(HttpVersion.HTTP_1_1, to);
    assertThat(to.getAll("via")).containsExactly("1.0 far", "1.0 sluice", "1.1 sluice");
  }
}
