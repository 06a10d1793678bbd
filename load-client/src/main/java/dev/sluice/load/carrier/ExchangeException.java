package dev.sluice.load.carrier;

import io.netty.handler.codec.DecoderException;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.StreamResetException;
import io.vertx.core.http.UpgradeRejectedException;
import java.io.IOException;
import java.util.regex.Pattern;

/** How a request failed. It carries no stack trace: under load there are many. */
public final class ExchangeException extends RuntimeException {

  private static final long serialVersionUID = 1L;
  private static final int SERVER_ERRORS = 500;

  /** What Netty's native transports put before the reason. */
  private static final Pattern SYSTEM_CALL =
      Pattern.compile("^\\w+\\(\\.\\.\\) failed with error\\(-?\\d+\\): ");

  private final ErrorKind kind;

  /** The message names the cause for a reader. */
  public ExchangeException(ErrorKind kind, String message) {
    super(message, null, false, false);
    this.kind = kind;
  }

  /** What reports count it as. */
  public ErrorKind kind() {
    return kind;
  }

  /** A failure before there was a connection. */
  static ExchangeException connecting(Throwable cause) {
    return cause instanceof UpgradeRejectedException rejected
        ? rejected(rejected)
        : new ExchangeException(ErrorKind.CONNECT, text(cause));
  }

  /** A failure on an open connection. */
  static ExchangeException exchanging(Throwable cause) {
    if (cause instanceof ExchangeException known) {
      return known;
    }
    boolean protocol =
        cause instanceof DecoderException
            || !(cause instanceof IOException
                || cause instanceof HttpClosedException
                || cause instanceof StreamResetException);
    return new ExchangeException(protocol ? ErrorKind.PROTOCOL : ErrorKind.RESET, text(cause));
  }

  private static ExchangeException rejected(UpgradeRejectedException cause) {
    boolean server = cause.getStatus() >= SERVER_ERRORS;
    return new ExchangeException(
        server ? ErrorKind.SERVER_ERROR : ErrorKind.PROTOCOL,
        "upgrade refused with status " + cause.getStatus());
  }

  private static String text(Throwable cause) {
    String message = cause.getMessage();
    return message == null || message.isBlank()
        ? cause.getClass().getSimpleName()
        : SYSTEM_CALL.matcher(message).replaceFirst("");
  }
}
