package dev.sluice.balancer.http.head;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The name of a field, in lower case. Names that balancers deal with have a number, so that a codec
 * can recognise them without making a string. Immutable.
 */
public final class FieldName {

  /** What {@link #number} is for all other names. */
  public static final int UNKNOWN = -1;

  private static final List<FieldName> NUMBERED = new ArrayList<>();
  private static final Map<String, FieldName> BY_TEXT = new HashMap<>();

  public static final FieldName ACCEPT = numbered("accept");
  public static final FieldName ACCEPT_ENCODING = numbered("accept-encoding");
  public static final FieldName ACCEPT_RANGES = numbered("accept-ranges");
  public static final FieldName AGE = numbered("age");
  public static final FieldName ALLOW = numbered("allow");
  public static final FieldName AUTHORIZATION = numbered("authorization");
  public static final FieldName CACHE_CONTROL = numbered("cache-control");
  public static final FieldName CONNECTION = numbered("connection");
  public static final FieldName CONTENT_ENCODING = numbered("content-encoding");
  public static final FieldName CONTENT_LENGTH = numbered("content-length");
  public static final FieldName CONTENT_RANGE = numbered("content-range");
  public static final FieldName CONTENT_TYPE = numbered("content-type");
  public static final FieldName COOKIE = numbered("cookie");
  public static final FieldName DATE = numbered("date");
  public static final FieldName ETAG = numbered("etag");
  public static final FieldName EXPECT = numbered("expect");
  public static final FieldName EXPIRES = numbered("expires");
  public static final FieldName FORWARDED = numbered("forwarded");
  public static final FieldName HOST = numbered("host");
  public static final FieldName IF_MATCH = numbered("if-match");
  public static final FieldName IF_MODIFIED_SINCE = numbered("if-modified-since");
  public static final FieldName IF_NONE_MATCH = numbered("if-none-match");
  public static final FieldName IF_RANGE = numbered("if-range");
  public static final FieldName IF_UNMODIFIED_SINCE = numbered("if-unmodified-since");
  public static final FieldName KEEP_ALIVE = numbered("keep-alive");
  public static final FieldName LAST_MODIFIED = numbered("last-modified");
  public static final FieldName LOCATION = numbered("location");
  public static final FieldName MAX_FORWARDS = numbered("max-forwards");
  public static final FieldName ORIGIN = numbered("origin");
  public static final FieldName PROXY_AUTHENTICATE = numbered("proxy-authenticate");
  public static final FieldName PROXY_AUTHORIZATION = numbered("proxy-authorization");
  public static final FieldName PROXY_CONNECTION = numbered("proxy-connection");
  public static final FieldName RANGE = numbered("range");
  public static final FieldName REFERER = numbered("referer");
  public static final FieldName RETRY_AFTER = numbered("retry-after");
  public static final FieldName SERVER = numbered("server");
  public static final FieldName SET_COOKIE = numbered("set-cookie");
  public static final FieldName TE = numbered("te");
  public static final FieldName TRAILER = numbered("trailer");
  public static final FieldName TRANSFER_ENCODING = numbered("transfer-encoding");
  public static final FieldName UPGRADE = numbered("upgrade");
  public static final FieldName USER_AGENT = numbered("user-agent");
  public static final FieldName VARY = numbered("vary");
  public static final FieldName VIA = numbered("via");
  public static final FieldName X_FORWARDED_FOR = numbered("x-forwarded-for");
  public static final FieldName X_FORWARDED_HOST = numbered("x-forwarded-host");
  public static final FieldName X_FORWARDED_PROTO = numbered("x-forwarded-proto");
  public static final FieldName X_REQUEST_ID = numbered("x-request-id");
  public static final FieldName X_SLUICE_REASON = numbered("x-sluice-reason");

  private final String text;
  private final int number;

  private FieldName(String text, int number) {
    this.text = text;
    this.number = number;
  }

  private static FieldName numbered(String text) {
    FieldName name = new FieldName(text, NUMBERED.size());
    NUMBERED.add(name);
    BY_TEXT.put(text, name);
    return name;
  }

  /** The name that a text, in whatever case, stands for. */
  public static FieldName of(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    FieldName numbered = BY_TEXT.get(lower);
    return numbered == null ? new FieldName(lower, UNKNOWN) : numbered;
  }

  /** How many names have a number; fewer than 64, so that a set of them fits a word. */
  public static int count() {
    return NUMBERED.size();
  }

  /**
   * The name with a number.
   *
   * @param number from 0 below {@link #count}
   */
  public static FieldName numbered(int number) {
    return NUMBERED.get(number);
  }

  /** In lower case. */
  public String text() {
    return text;
  }

  /** From 0, or {@link #UNKNOWN}. */
  public int number() {
    return number;
  }

  @Override
  public boolean equals(Object other) {
    return this == other
        || (other instanceof FieldName name
            && number == UNKNOWN
            && name.number == UNKNOWN
            && name.text.equals(text));
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }
}
