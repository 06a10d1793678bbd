package dev.sluice.balancer.http.head;

/** What a {@code long} that is the length of a body means where it is not a number of bytes. */
public final class BodyLength {

  /** Nothing follows the head. */
  public static final long NONE = 0;

  /** Something may follow; only its end tells how much. */
  public static final long UNKNOWN = -1;

  private BodyLength() {}
}
