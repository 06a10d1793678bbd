package dev.sluice.conformance;

import java.util.List;
import java.util.stream.Collectors;

/** Bytes of messages, put together line by line. {@code {m}} is the marker of the case. */
final class Messages {

  static final String HOST = "Host: a.example";
  static final String CHUNKED = "Transfer-Encoding: chunked";
  static final String HELLO = "5\r\nhello\r\n0\r\n\r\n";

  private Messages() {}

  /** A head of exactly these lines. */
  static String head(String... lines) {
    return List.of(lines).stream()
        .map(line -> line + "\r\n")
        .collect(Collectors.joining("", "", "\r\n"));
  }

  private static String with(String start, String... fields) {
    return start
        + "\r\n"
        + HOST
        + "\r\n"
        + List.of(fields).stream().map(field -> field + "\r\n").collect(Collectors.joining())
        + "\r\n";
  }

  static String get(String... fields) {
    return with("GET /{m} HTTP/1.1", fields);
  }

  static String request(String method, String... fields) {
    return with(method + " /{m} HTTP/1.1", fields);
  }

  /** The head only. */
  static String post(String... fields) {
    return with("POST /{m} HTTP/1.1", fields);
  }

  /** In chunks, the body as it is on the wire. */
  static String chunked(String body, String... fields) {
    return post(CHUNKED).replace("\r\n\r\n", "\r\n") + lines(fields) + "\r\n" + body;
  }

  private static String lines(String... fields) {
    return List.of(fields).stream().map(field -> field + "\r\n").collect(Collectors.joining());
  }

  static String ok(String body, String... fields) {
    return answer("200 OK", body, fields);
  }

  /** With the length of its body. */
  static String answer(String status, String body, String... fields) {
    return "HTTP/1.1 "
        + status
        + "\r\n"
        + lines(fields)
        + "Content-Length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }
}
