package dev.sluice.e2e;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.stream.Collectors;

/** What the balancer is known to do wrong so far. Each must go on failing, or leave the list. */
record ExpectedToFail(Set<String> ids) {

  static final String FILE = "/conformance-expected-to-fail.txt";

  static ExpectedToFail read() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                ExpectedToFail.class.getResourceAsStream(FILE), StandardCharsets.UTF_8))) {
      return new ExpectedToFail(
          lines
              .lines()
              .filter(line -> !line.isBlank() && !line.startsWith("#"))
              .collect(Collectors.toSet()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean contains(String id) {
    return ids.contains(id);
  }
}
