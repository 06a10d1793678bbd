package dev.sluice.vertx.proxyprotocol;

import dev.sluice.vertx.proxyprotocol.ProxyVerdict.Result;
import dev.sluice.vertx.proxyprotocol.Signature.Match;
import io.netty.buffer.ByteBuf;
import java.util.Optional;

/** For peers that must begin with a header. */
final class HeaderJudge implements Judge {

  @Override
  public Optional<ProxyVerdict> judge(ByteBuf bytes) {
    Match v1 = Signature.V1.match(bytes);
    Match v2 = Signature.V2.match(bytes);
    if (v1 == Match.YES) {
      return HeaderV1.read(bytes);
    }
    if (v2 == Match.YES) {
      return HeaderV2.read(bytes);
    }
    return v1 == Match.NO && v2 == Match.NO
        ? Optional.of(ProxyVerdict.without(Result.MISSING))
        : Optional.empty();
  }
}
