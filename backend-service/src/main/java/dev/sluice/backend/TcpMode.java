package dev.sluice.backend;

/** What a TCP listener does with what it receives. */
public enum TcpMode {
  /** Answers every chunk read with {@code Hi from server PORT}; closes once the peer has. */
  HI,
  /** Returns every byte; closes once the peer has and all is returned. */
  ECHO,
  /** Reads to the end, then answers {@code BYTES SHA256HEX\n} and closes. */
  SINK
}
