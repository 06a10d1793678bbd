package dev.sluice.backend;

/** What a UDP listener does with the datagrams that it receives. */
public enum UdpMode {
  /** Answers each datagram with {@code Hi from server PORT}. */
  HI,
  /** Returns each datagram. */
  ECHO,
  /** Answers DNS queries (RFC 1035) about any name with who it is. */
  DNS
}
