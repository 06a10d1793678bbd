package dev.sluice.balancer.cli;

/** Sends Vert.x's own log where ours goes. */
final class Logging {

  private Logging() {}

  /** To be called before anything of Vert.x is loaded. */
  static void init() {
    System.setProperty(
        "vertx.logger-delegate-factory-class-name",
        "io.vertx.core.logging.SLF4JLogDelegateFactory");
    // No temporary folder for files from the class path: the root file system may be read-only.
    System.setProperty("vertx.disableFileCPResolving", "true");
    System.setProperty("vertx.disableFileCaching", "true");
  }
}
