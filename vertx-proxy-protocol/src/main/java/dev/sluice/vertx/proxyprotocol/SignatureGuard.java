package dev.sluice.vertx.proxyprotocol;

import dev.sluice.vertx.proxyprotocol.ProxyVerdict.Result;
import dev.sluice.vertx.proxyprotocol.Signature.Match;
import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.Optional;

/** For peers whose word does not count, and must not be passed on. */
final class SignatureGuard implements Judge {

  private static final List<Signature> GUARDED =
      List.of(Signature.V1_TCP4, Signature.V1_TCP6, Signature.V1_UNKNOWN, Signature.V2);

  @Override
  public Optional<ProxyVerdict> judge(ByteBuf bytes) {
    boolean soFar = false;
    for (Signature signature : GUARDED) {
      Match match = signature.match(bytes);
      if (match == Match.YES) {
        return Optional.of(ProxyVerdict.without(Result.FORGED));
      }
      soFar |= match == Match.SO_FAR;
    }
    return soFar ? Optional.empty() : Optional.of(ProxyVerdict.without(Result.DIRECT));
  }
}
