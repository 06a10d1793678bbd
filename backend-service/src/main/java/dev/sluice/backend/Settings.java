package dev.sluice.backend;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Everything a backend is told at its start.
 *
 * @param listeners at least one, no two on one address
 * @param name what {@code X-Backend} says; without one it is {@code server-PORT} of the listener
 * @param eventLoops how many event loops serve, at least 1
 */
public record Settings(
    List<ListenAddress> listeners,
    Optional<String> name,
    int eventLoops,
    Behaviour behaviour,
    Access access,
    Optional<TlsFiles> tls) {

  /**
   * How it answers.
   *
   * @param files the directory behind {@code /files/}
   * @param verbose logs a line per request
   */
  public record Behaviour(
      Faults faults, TcpMode tcpMode, UdpMode udpMode, Optional<Path> files, boolean verbose) {}

  /**
   * What it does wrong on purpose.
   *
   * @param latency waited before an answer
   * @param jitter the latency varies by up to this, both ways, but never below zero
   * @param failRate the share of answers, 0 to 1, that are 500 (HTTP) or left out (UDP)
   * @param seed makes jitter and failures repeatable
   */
  public record Faults(Duration latency, Duration jitter, double failRate, long seed) {

    /** No faults. */
    public static final Faults NONE = new Faults(Duration.ZERO, Duration.ZERO, 0, 0);
  }

  /**
   * What a caller has to bring.
   *
   * @param proxyProtocol every connection must begin with a PROXY protocol header
   */
  public record Access(Optional<RequiredHeader> header, boolean proxyProtocol) {

    /** Open to everybody. */
    public static final Access OPEN = new Access(Optional.empty(), false);
  }

  /** A header field that a request must carry with exactly this value. */
  public record RequiredHeader(String name, String value) {}

  /** Copies the list. */
  public Settings {
    listeners = List.copyOf(listeners);
  }
}
