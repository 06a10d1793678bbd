package dev.sluice.balancer.cli;

import dev.sluice.balancer.config.AccessLogConfig;
import dev.sluice.balancer.config.Config;
import dev.sluice.balancer.event.AccessEvent;
import dev.sluice.balancer.observe.AccessLog;
import dev.sluice.balancer.observe.CombinedLines;
import dev.sluice.balancer.observe.JsonLines;
import dev.sluice.balancer.observe.LineFormat;
import dev.sluice.balancer.runtime.Balancer;
import dev.sluice.balancer.runtime.Listening;
import dev.sluice.balancer.runtime.VertxFactory;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A balancer with its Vert.x and its access log, from start to stop. */
final class RunningBalancer {

  private static final Logger LOG = LoggerFactory.getLogger(RunningBalancer.class);

  /** What closing itself may take, beside the grace of what is under way. */
  private static final Duration MARGIN = Duration.ofSeconds(5);

  private final Config config;
  private final Vertx vertx;
  private final Balancer balancer;
  private final Optional<AccessLog> accessLog;
  private final List<Listening> servers;

  private RunningBalancer(
      Config config,
      Vertx vertx,
      Balancer balancer,
      Optional<AccessLog> accessLog,
      List<Listening> servers) {
    this.config = config;
    this.vertx = vertx;
    this.balancer = balancer;
    this.accessLog = accessLog;
    this.servers = servers;
  }

  /**
   * Starts everything; when that fails, nothing is left behind.
   *
   * @throws IOException when the access log can't be opened; the message is for a user
   */
  static RunningBalancer start(Config config) throws IOException {
    Vertx vertx = VertxFactory.create(config.runtime());
    Optional<AccessLog> accessLog;
    try {
      accessLog = accessLog(config.accessLog());
    } catch (IOException e) {
      Waiting.forResult(vertx.close());
      throw e;
    }
    Balancer balancer =
        new Balancer(
            vertx,
            config,
            VertxFactory.eventLoops(config.runtime()),
            // Each call goes to the random source of the calling thread.
            (RandomGenerator) () -> ThreadLocalRandom.current().nextLong(),
            accessLog.<Consumer<AccessEvent>>map(log -> log).orElse(AccessEvent.NOBODY));
    try {
      List<Listening> servers = Waiting.forResult(balancer.start());
      return new RunningBalancer(config, vertx, balancer, accessLog, servers);
    } catch (RuntimeException e) {
      Waiting.forResult(vertx.close());
      accessLog.ifPresent(AccessLog::close);
      throw e;
    }
  }

  private static Optional<AccessLog> accessLog(AccessLogConfig config) throws IOException {
    if (config.format() == AccessLogConfig.Format.OFF) {
      return Optional.empty();
    }
    LineFormat format =
        config.format() == AccessLogConfig.Format.JSON ? new JsonLines() : new CombinedLines();
    OutputStream out =
        config.path().isEmpty()
            ? new FileOutputStream(FileDescriptor.out)
            : open(config.path().get());
    return Optional.of(new AccessLog(out, format));
  }

  private static OutputStream open(Path path) throws IOException {
    try {
      return Files.newOutputStream(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (NoSuchFileException e) {
      throw new IOException("cannot write the access log " + path + ": no such folder", e);
    } catch (IOException e) {
      throw new IOException("cannot write the access log " + path + ": " + e.getMessage(), e);
    }
  }

  List<Listening> servers() {
    return servers;
  }

  /** Stops gracefully when the process is told to end. */
  void stopAtExit() {
    Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "sluice-shutdown"));
  }

  /** Lets what is under way end, for as long as the configuration grants. */
  void stop() {
    Duration grace = config.runtime().shutdownGrace();
    LOG.info("stopping; what is under way has {} s to end", grace.toMillis() / 1000.0);
    Future<Integer> stopped = balancer.stop(grace);
    Waiting.atMost(grace.plus(MARGIN), stopped);
    if (stopped.succeeded() && stopped.result() > 0) {
      LOG.warn("{} connections and requests were broken off", stopped.result());
    }
    Waiting.atMost(MARGIN, vertx.close());
    accessLog.ifPresent(AccessLog::close);
    LOG.info("stopped");
  }
}
