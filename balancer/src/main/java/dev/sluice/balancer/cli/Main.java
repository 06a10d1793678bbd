package dev.sluice.balancer.cli;

/** Starts the program. */
public final class Main {

  private Main() {}

  /** Runs the command line given. */
  public static void main(String[] args) {}
}
