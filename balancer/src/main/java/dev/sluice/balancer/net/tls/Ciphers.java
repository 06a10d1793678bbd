package dev.sluice.balancer.net.tls;

import java.util.List;

/**
 * The cipher suites, best first: only those with forward secrecy and authenticated encryption. AES
 * with 128 bits comes first: safe, and the cheapest where the processor helps with it, as every
 * server's does. BoringSSL always has the three of TLS 1.3, and goes by the client's order there.
 */
final class Ciphers {

  static final List<String> ALL =
      List.of(
          "TLS_AES_128_GCM_SHA256",
          "TLS_AES_256_GCM_SHA384",
          "TLS_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

  private Ciphers() {}
}
