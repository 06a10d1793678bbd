package dev.sluice.bench.harness.load;

/**
 * What is sent.
 *
 * @param file that is asked for, or posted to, again and again
 * @param connections at once
 */
public record Traffic(String file, int connections, Requests requests, boolean tls) {

  /** How it is sent. */
  public enum Requests {
    /** GETs on kept connections. */
    KEPT,
    /** Each GET on a new connection. */
    CONNECTION_EACH,
    /** POSTs of 64 KiB on kept connections. */
    POSTED
  }
}
