package dev.sluice.backend;

/** Whether the process calls itself healthy; one switch for all listeners. Thread-safe. */
final class Health {

  private volatile boolean up = true;

  boolean isUp() {
    return up;
  }

  void set(boolean up) {
    this.up = up;
  }
}
