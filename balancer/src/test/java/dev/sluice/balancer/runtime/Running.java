package dev.sluice.balancer.runtime;

import dev.sluice.balancer.config.Config;
import dev.sluice.balancer.config.ConfigLoader;
import dev.sluice.balancer.event.AccessEvent;
import dev.sluice.balancer.net.Rig;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.transport.Transport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A balancer as a file says, on two event loops. */
final class Running implements AutoCloseable {

  private static final int EVENT_LOOPS = 2;

  private final Vertx vertx;
  private final Balancer balancer;
  private final List<Listening> listening;
  private final BlockingQueue<AccessEvent> events;
  private final Queue<Throwable> faults;

  private Running(
      Vertx vertx,
      Balancer balancer,
      List<Listening> listening,
      BlockingQueue<AccessEvent> events,
      Queue<Throwable> faults) {
    this.vertx = vertx;
    this.balancer = balancer;
    this.listening = listening;
    this.events = events;
    this.faults = faults;
  }

  /**
   * @param folder for the file
   */
  static Running start(Transport transport, Path folder, String toml) throws IOException {
    Vertx vertx =
        Vertx.builder()
            .with(new VertxOptions().setEventLoopPoolSize(EVENT_LOOPS))
            .withTransport(transport)
            .build();
    BlockingQueue<AccessEvent> events = new LinkedBlockingQueue<>();
    Queue<Throwable> faults = new ConcurrentLinkedQueue<>();
    vertx.exceptionHandler(faults::add);
    boolean started = false;
    try {
      Path file = Files.writeString(Files.createTempFile(folder, "test", ".toml"), toml);
      Config config = Rig.await(ConfigLoader.load(vertx, file, name -> Optional.empty()));
      Balancer balancer = new Balancer(vertx, config, EVENT_LOOPS, new Random(1), events::add);
      List<Listening> listening = Rig.await(balancer.start());
      started = true;
      return new Running(vertx, balancer, listening, events, faults);
    } finally {
      if (!started) {
        Rig.await(vertx.close());
      }
    }
  }

  /** Of one of the addresses, in the order of the file. */
  int port(int index) {
    return listening.get(index).address().port();
  }

  AccessEvent.Connection connection() throws InterruptedException {
    return (AccessEvent.Connection) event();
  }

  AccessEvent event() throws InterruptedException {
    AccessEvent event = events.poll(10, TimeUnit.SECONDS);
    if (event == null) {
      throw new AssertionError("nothing was logged");
    }
    return event;
  }

  void stop() {
    Rig.await(balancer.stop(Duration.ofMillis(200)));
  }

  @Override
  public void close() {
    stop();
    Rig.await(vertx.close());
    if (!faults.isEmpty()) {
      throw new AssertionError("an event loop met a fault", faults.peek());
    }
  }
}
