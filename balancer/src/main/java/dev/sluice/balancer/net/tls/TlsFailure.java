package dev.sluice.balancer.net.tls;

import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.io.IOException;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLException;

/** Why a handshake came to nothing, in the words of the logs. */
public enum TlsFailure {
  /** What came was not TLS. */
  NOT_TLS("not-tls"),
  /** It took too long. */
  TIMEOUT("tls-handshake-timeout"),
  /** The peer's certificate was not accepted here. */
  CERTIFICATE("tls-certificate-rejected"),
  /** The peer ended the connection without a word. */
  CLOSED("tls-handshake-closed"),
  /** No agreement: versions, ciphers, a missing certificate, or one the peer did not accept. */
  FAILED("tls-handshake-failed");

  private static final int DEEPEST = 16;
  private static final int LONGEST = 200;

  private final String word;

  TlsFailure(String word) {
    this.word = word;
  }

  /** The word, as in logs. */
  public String word() {
    return word;
  }

  /**
   * The failure behind the cause of a failed {@link
   * io.netty.handler.ssl.SslHandshakeCompletionEvent}.
   */
  public static TlsFailure of(Throwable cause) {
    if (has(cause, NotSslRecordException.class)) {
      return NOT_TLS;
    }
    if (has(cause, SslHandshakeTimeoutException.class)) {
      return TIMEOUT;
    }
    if (has(cause, CertificateException.class)) {
      return CERTIFICATE;
    }
    // SSLException is an IOException as well
    return has(cause, SSLException.class) || !has(cause, IOException.class) ? FAILED : CLOSED;
  }

  /** The word, and what the deepest cause has to say. On one line, for logs. */
  public static String describe(Throwable cause) {
    Throwable deepest = cause;
    for (int i = 0; deepest.getCause() != null && i < DEEPEST; i++) {
      deepest = deepest.getCause();
    }
    String message = String.valueOf(deepest.getMessage()).replaceAll("\\s+", " ");
    TlsFailure failure = of(cause);
    // What is no TLS is repeated there in full.
    return failure == NOT_TLS || deepest.getMessage() == null
        ? failure.word()
        : failure.word() + ": " + message.substring(0, Math.min(LONGEST, message.length()));
  }

  private static boolean has(Throwable cause, Class<? extends Throwable> type) {
    Throwable next = cause;
    for (int i = 0; next != null && i < DEEPEST; i++) {
      if (type.isInstance(next)) {
        return true;
      }
      next = next.getCause();
    }
    return false;
  }
}
