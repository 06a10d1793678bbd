package dev.sluice.bench.harness.contender;

import java.util.Map;

/**
 * A proxy with one of its configurations.
 *
 * @param name unique within a scenario: {@code haproxy-splice}
 * @param template file in {@code bench/peers}
 * @param settings values for the template beside those that every one gets
 */
public record Contender(
    String name, Product product, String template, Map<String, String> settings) {

  /** Whether it is Sluice. */
  public boolean ours() {
    return product == Product.SLUICE;
  }
}
