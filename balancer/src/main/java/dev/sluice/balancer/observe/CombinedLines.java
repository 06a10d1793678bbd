package dev.sluice.balancer.observe;

import dev.sluice.balancer.event.AccessEvent;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * The combined log format of Apache httpd and NGINX, with what a balancer adds behind it: server,
 * backend, result and milliseconds. A TCP connection and a UDP session have the server's name in
 * place of a request.
 */
public final class CombinedLines implements LineFormat {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ROOT).withZone(ZoneOffset.UTC);

  @Override
  public void write(AccessEvent event, OutputStream out) throws IOException {
    out.write(line(event).getBytes(StandardCharsets.UTF_8));
  }

  private static String line(AccessEvent event) {
    if (event instanceof AccessEvent.Request request) {
      return request(request);
    }
    return event instanceof AccessEvent.Session session
        ? session(session)
        : connection((AccessEvent.Connection) event);
  }

  private static String request(AccessEvent.Request event) {
    AccessEvent.Head head = event.head();
    AccessEvent.Answer answer = event.answer();
    return begin(event.client(), event.timing())
        + quoted(head.method() + " " + head.target() + " " + head.version())
        + " "
        + answer.status()
        + " "
        + event.traffic().sent()
        + " "
        + quoted(orDash(head.referer()))
        + " "
        + quoted(orDash(head.userAgent()))
        + end(
            event.server(),
            answer.target(),
            answer.reason().isEmpty() ? "ok" : answer.reason(),
            event.timing());
  }

  private static String connection(AccessEvent.Connection event) {
    return begin(event.client(), event.timing())
        + raw("TCP " + event.server(), event.traffic())
        + end(event.server(), event.target(), event.result(), event.timing());
  }

  private static String session(AccessEvent.Session event) {
    return begin(event.client(), event.timing())
        + raw("UDP " + event.server(), event.traffic())
        + end(event.server(), event.target(), event.result(), event.timing());
  }

  private static String raw(String request, AccessEvent.Traffic traffic) {
    return quoted(request) + " - " + traffic.sent() + " \"-\" \"-\"";
  }

  private static String begin(String client, AccessEvent.Timing timing) {
    int port = client.lastIndexOf(':');
    String host = port < 0 ? client : client.substring(0, port);
    return orDash(host) + " - - [" + TIME.format(timing.start()) + "] ";
  }

  private static String end(
      String server, AccessEvent.Target target, String result, AccessEvent.Timing timing) {
    return String.format(
        Locale.ROOT,
        " %s %s %s %.3f",
        quoted(server),
        orDash(target.backend()),
        result,
        timing.nanos() / 1e6);
  }

  private static String orDash(String text) {
    return text.isEmpty() ? "-" : text;
  }

  // What a client sent must not be able to end the field or the line.
  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c == '"' || c == '\\' || (c >= 0x7f && c <= 0x9f)) {
        quoted.append(String.format(Locale.ROOT, "\\x%02X", (int) c));
      } else {
        quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }
}
