package dev.sluice.balancer.config.pem;

/**
 * A file, or what is in it, is of no use. The message goes on after the file's name: {@code has no
 * certificate}.
 */
public final class PemException extends Exception {

  private static final long serialVersionUID = 1L;

  PemException(String wrong) {
    super(wrong, null, false, false);
  }
}
