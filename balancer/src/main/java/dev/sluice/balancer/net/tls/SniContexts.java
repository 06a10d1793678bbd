package dev.sluice.balancer.net.tls;

import io.netty.handler.ssl.SslContext;
import io.netty.util.AbstractReferenceCounted;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.ReferenceCounted;
import java.util.List;
import java.util.Map;

/**
 * The contexts made from one reading of the files; owns them. A connection keeps a reference of its
 * own to the context it uses, so this may go while connections go on.
 */
final class SniContexts extends AbstractReferenceCounted {

  private final List<SslContext> contexts;
  private final Map<String, SslContext> byName;

  /**
   * @param contexts at least one; the first is for all names that are not in {@code byName}
   * @param byName lower case; a wildcard as {@code *.example.com}
   */
  SniContexts(List<SslContext> contexts, Map<String, SslContext> byName) {
    this.contexts = List.copyOf(contexts);
    this.byName = Map.copyOf(byName);
  }

  /** The one for everybody who asks for nothing known. */
  SslContext first() {
    return contexts.get(0);
  }

  /**
   * The one for a host name: exactly this one, else a wildcard in place of its first label (RFC
   * 6125 section 6.4.3), else the first.
   *
   * @param host in lower case
   */
  SslContext forHost(String host) {
    SslContext exact = byName.get(host);
    if (exact != null) {
      return exact;
    }
    int dot = host.indexOf('.');
    SslContext wildcard = dot > 0 ? byName.get("*" + host.substring(dot)) : null;
    return wildcard != null ? wildcard : first();
  }

  @Override
  public ReferenceCounted touch(Object hint) {
    return this;
  }

  @Override
  protected void deallocate() {
    contexts.forEach(ReferenceCountUtil::release);
  }
}
