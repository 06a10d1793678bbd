package dev.sluice.bench.harness.contender;

import dev.sluice.bench.harness.os.Child;

/**
 * A contender that listens.
 *
 * @param port on 127.0.0.1
 */
public record Running(Contender contender, int port, Child child) implements AutoCloseable {

  @Override
  public void close() {
    child.close();
  }
}
