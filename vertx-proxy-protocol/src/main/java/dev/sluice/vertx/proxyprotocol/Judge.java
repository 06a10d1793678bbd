package dev.sluice.vertx.proxyprotocol;

import io.netty.buffer.ByteBuf;
import java.util.Optional;

/** Decides on the first bytes of a connection. */
interface Judge {

  /**
   * Called with all that came so far and nothing taken from it.
   *
   * @return empty when more is needed; otherwise what was the header's is read from the buffer, or
   *     nothing, where it is none
   */
  Optional<ProxyVerdict> judge(ByteBuf bytes);
}
