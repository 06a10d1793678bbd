package dev.sluice.balancer.cli;

/** Settings of the libraries for the whole process; first of all where their logs go. */
final class Logging {

  private Logging() {}

  /** To be called before anything of them is loaded. */
  static void init() {
    System.setProperty(
        "vertx.logger-delegate-factory-class-name",
        "io.vertx.core.logging.SLF4JLogDelegateFactory");
    // No temporary folder for files from the class path: the root file system may be read-only.
    System.setProperty("vertx.disableFileCPResolving", "true");
    System.setProperty("vertx.disableFileCaching", "true");
    // Where the JDK does TLS. BoringSSL refuses by itself.
    System.setProperty("jdk.tls.rejectClientInitiatedRenegotiation", "true");
  }
}
