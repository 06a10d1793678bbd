package dev.sluice.balancer.config;

import dev.sluice.balancer.config.ServerConfig.Protocol;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Keys of a server or a rule that mean nothing to its protocol. */
final class Misplaced {

  private Misplaced() {}

  /** Reports a key, if it is there, that only requests can make use of. */
  static void rejectUnlessHttp(TableReader table, String key, Protocol protocol) {
    if (protocol != Protocol.HTTP) {
      reject(table, key, protocol, List.of(Protocol.HTTP));
    }
  }

  /** Reports a key, if it is there, that only TCP connections can make use of. */
  static void rejectUnlessTcp(TableReader table, String key, Protocol protocol) {
    if (protocol != Protocol.TCP) {
      reject(table, key, protocol, List.of(Protocol.TCP));
    }
  }

  /** Reports a key, if it is there, that any protocol but the one given can make use of. */
  static void reject(TableReader table, String key, Protocol protocol) {
    reject(
        table, key, protocol, Arrays.stream(Protocol.values()).filter(p -> p != protocol).toList());
  }

  private static void reject(
      TableReader table, String key, Protocol protocol, List<Protocol> allowed) {
    if (table.has(key)) {
      String protocols =
          String.join(
              " or ", allowed.stream().map(p -> "protocol = " + Text.quote(p.id())).toList());
      table.rejectKey(
          key,
          Text.message(
              "not possible on a server of protocol " + protocol.id(),
              "no " + key + ", or " + protocols,
              Optional.empty()));
    }
  }
}
