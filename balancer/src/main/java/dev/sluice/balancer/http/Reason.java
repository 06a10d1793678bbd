package dev.sluice.balancer.http;

import java.util.Locale;

/**
 * Why the balancer answered a request itself or broke it off. The word goes into the header {@code
 * X-Sluice-Reason} and into the access log.
 */
public enum Reason {
  /** The request's syntax or framing is wrong. */
  BAD_REQUEST(400, "The request is malformed."),
  /** The head is larger than the server's {@code max-header-size}. */
  HEADER_TOO_LARGE(431, "The request's head is too large."),
  /** The request line is larger than the server's {@code max-header-size}. */
  TARGET_TOO_LONG(414, "The request's target is too long."),
  /** The body is larger than the server's {@code max-body-size}. */
  BODY_TOO_LARGE(413, "The request's body is too large."),
  /** The method is one that an intermediary must not take ({@code CONNECT}), or has no use for. */
  METHOD_NOT_ALLOWED(405, "The method is not allowed here."),
  /** No forward rule matches. */
  NO_ROUTE(404, "Nothing is served here."),
  /** A static file does not exist or is not to be shown. */
  NOT_FOUND(404, "There is no such file."),
  /** A static file or folder is not to be shown. */
  FORBIDDEN(403, "This is not to be shown."),
  /** A static file has no such range. */
  RANGE_NOT_SATISFIABLE(416, "The file has no such range."),
  /** A static file is not in the state that the request is meant for. */
  PRECONDITION_FAILED(412, "The file is in another state."),
  /** No backend of the pool took a connection. */
  ALL_BACKENDS_DOWN(503, "No backend is available."),
  /** The backend broke off before its answer. */
  BACKEND_RESET(502, "The backend broke off the exchange."),
  /** The backend's answer is malformed. */
  BAD_RESPONSE(502, "The backend's answer is malformed."),
  /** The backend was silent for too long, by {@code backend-idle} or {@code per-try-timeout}. */
  BACKEND_TIMEOUT(504, "The backend did not answer in time."),
  /** The client was silent in the middle of its request. */
  CLIENT_TIMEOUT(408, "The request did not arrive in time."),
  /** The whole took longer than the server's {@code request} timeout. */
  REQUEST_TIMEOUT(504, "The request took too long."),
  /** Every usable backend is at its limit, and so is the queue for one. */
  QUEUE_FULL(503, "Too many requests are waiting."),
  /** No backend became free while the request waited for one. */
  QUEUE_TIMEOUT(504, "No backend became free in time."),
  /** The client left before its answer was complete; nobody sees this status. */
  CLIENT_GONE(499, "The client left."),
  /** The balancer stopped before the exchange was complete. */
  STOPPED(503, "The balancer is shutting down."),
  /** A fault of the balancer itself. */
  INTERNAL_ERROR(500, "The balancer failed."),
  /** The request has a transfer coding that is not known here, or a method that is far too long. */
  NOT_IMPLEMENTED(501, "This is not understood here."),
  /** The request is of a version of HTTP that its carrier does not speak. */
  UNSUPPORTED_VERSION(505, "This version of HTTP is not spoken here.");

  private final int status;
  private final String text;
  private final String word;

  Reason(int status, String text) {
    this.status = status;
    this.text = text;
    this.word = name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The status of the answer. */
  public int status() {
    return status;
  }

  /** A sentence for a person. */
  public String text() {
    return text;
  }

  /** Such as {@code no-route}. */
  public String word() {
    return word;
  }
}
