package dev.sluice.load.carrier;

/** Why a request counts as an error. */
public enum ErrorKind {
  /** No connection: refused, unreachable, unknown name, TLS handshake failed. */
  CONNECT("connect"),
  /** No whole answer within the timeout. */
  TIMEOUT("timeout"),
  /** The connection or stream ended before the whole answer was in. */
  RESET("reset"),
  /** The answer breaks the protocol, or the peer refused a WebSocket upgrade. */
  PROTOCOL("protocol"),
  /** An HTTP answer with a status of 500 or above. */
  SERVER_ERROR("http-5xx"),
  /** Open model: no connection became free within the timeout after the request was due. */
  BACKLOG("backlog");

  private final String text;

  ErrorKind(String text) {
    this.text = text;
  }

  /** The name that reports use. */
  public String text() {
    return text;
  }
}
