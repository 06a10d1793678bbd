package dev.sluice.balancer.config;

import java.util.Optional;

/** Keys of a server or a rule that need requests to work on. */
final class HttpOnly {

  private HttpOnly() {}

  /** Reports a key, if it is there, of a server whose protocol is tcp. */
  static void reject(TableReader table, String key) {
    if (table.has(key)) {
      table.rejectKey(
          key,
          Text.message(
              "not possible on a server of protocol tcp",
              "no " + key + ", or protocol = \"http\"",
              Optional.empty()));
    }
  }
}
