package dev.sluice.vertx.proxyprotocol;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/** Addresses out of their bytes, without a look-up. */
final class Addresses {

  private Addresses() {}

  /** Of 4 or 16 bytes; an IPv4 address that IPv6 has mapped comes out as what it is. */
  static InetSocketAddress of(byte[] address, int port) {
    try {
      return new InetSocketAddress(InetAddress.getByAddress(address), port);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("an address of " + address.length + " bytes", e);
    }
  }
}
