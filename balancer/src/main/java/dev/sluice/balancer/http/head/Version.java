package dev.sluice.balancer.http.head;

/** The version of HTTP that carries a message. */
public enum Version {
  HTTP_1_0("HTTP/1.0", "1.0"),
  HTTP_1_1("HTTP/1.1", "1.1"),
  HTTP_2("HTTP/2.0", "2.0");

  private final String text;
  private final String number;

  Version(String text, String number) {
    this.text = text;
    this.number = number;
  }

  /** Such as {@code HTTP/1.1}, for logs. */
  public String text() {
    return text;
  }

  /** Such as {@code 1.1}, for {@code Via} (RFC 9110, section 7.6.3). */
  public String number() {
    return number;
  }
}
