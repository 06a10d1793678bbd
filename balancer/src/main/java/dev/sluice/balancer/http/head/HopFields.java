package dev.sluice.balancer.http.head;

/**
 * The fields that belong to one connection, as sets of bits by number (RFC 9110, section 7.6.1).
 */
public final class HopFields {

  /** {@code Host}. */
  public static final long HOST = bit(FieldName.HOST);

  /** {@code Content-Length}. */
  public static final long LENGTH = bit(FieldName.CONTENT_LENGTH);

  /** {@code Upgrade}. */
  public static final long UPGRADE = bit(FieldName.UPGRADE);

  /** What never goes on as it came. */
  public static final long DROPPED =
      bit(FieldName.CONNECTION)
          | bit(FieldName.KEEP_ALIVE)
          | bit(FieldName.PROXY_AUTHENTICATE)
          | bit(FieldName.PROXY_AUTHORIZATION)
          | bit(FieldName.PROXY_CONNECTION)
          | bit(FieldName.TE)
          | bit(FieldName.TRANSFER_ENCODING)
          | UPGRADE;

  /** What only the writer says, whatever edits add. */
  public static final long OURS =
      bit(FieldName.CONNECTION)
          | bit(FieldName.KEEP_ALIVE)
          | bit(FieldName.PROXY_CONNECTION)
          | bit(FieldName.TE)
          | bit(FieldName.TRANSFER_ENCODING)
          | LENGTH
          | UPGRADE;

  private HopFields() {}

  /** Whether a request would take trailers, the one thing in {@code TE} that goes on. */
  public static boolean wantTrailers(Fields fields) {
    if (!fields.has(FieldName.TE)) {
      return false;
    }
    for (String value : fields.all(FieldName.TE)) {
      for (String member : value.split(",")) {
        if (member.strip().equalsIgnoreCase("trailers")) {
          return true;
        }
      }
    }
    return false;
  }

  private static long bit(FieldName name) {
    return 1L << name.number();
  }

  /** Whether a set has a name. */
  public static boolean has(long set, FieldName name) {
    return name.number() != FieldName.UNKNOWN && (set >>> name.number() & 1) != 0;
  }
}
