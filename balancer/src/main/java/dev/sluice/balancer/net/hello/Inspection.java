package dev.sluice.balancer.net.hello;

/** What the first bytes of a connection are: a {@link ClientHello}, or none. */
public sealed interface Inspection permits ClientHello, Inspection.NoHello {

  /** Why there is no ClientHello. */
  enum NoHello implements Inspection {
    /** What has come agrees with one so far. */
    NEED_MORE,
    /** Something else than TLS, or a ClientHello that is malformed. */
    NOT_TLS,
    /** It is longer than is held for it: {@link HelloInspector#MOST_BYTES}. */
    TOO_LONG
  }
}
