package dev.sluice.balancer.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.balancer.config.Address;
import dev.sluice.balancer.config.ServerConfig;
import dev.sluice.balancer.net.Eventually;
import dev.sluice.balancer.net.Rig;
import dev.sluice.balancer.net.Transports;
import io.netty.buffer.PooledByteBufAllocator;
import io.vertx.core.Vertx;
import io.vertx.core.transport.Transport;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Connections that end in every way leave nothing behind: no open file, no memory. The leak
 * detector looks on. {@code -Dsluice.churn=200000} makes it as many.
 */
class ChurnTest {

  private static final int CONNECTIONS = Integer.getInteger("sluice.churn", 2_000);
  private static final int CLIENTS = 8;
  private static final int WARM_UP = 600;
  // What the allocator may keep for threads that happened not to run before.
  private static final long SLACK = 16L << 20;

  static Stream<Transport> transports() {
    return Transports.available().filter(transport -> transport != Transport.IO_URING);
  }

  @ParameterizedTest
  @MethodSource("transports")
  @Timeout(value = 30, unit = TimeUnit.MINUTES)
  void leavesNothingBehind(Transport transport) throws Exception {
    ExecutorService threads = Executors.newCachedThreadPool();
    try (ServerSocket backend = new ServerSocket(0, 512, InetAddress.getLoopbackAddress());
        Rig rig =
            Rig.start(
                Vertx.builder().withTransport(transport).build(),
                Rig.settings(ServerConfig.Protocol.TCP),
                ToPool::listener,
                new Address("127.0.0.1", backend.getLocalPort()))) {
      threads.execute(() -> answer(backend, threads));
      churn(rig, threads, WARM_UP);
      int files = openFiles();
      long memory = PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory();
      churn(rig, threads, CONNECTIONS);
      Eventually.that("no more files are open", () -> openFiles() <= files);
      assertThat(PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory())
          .isLessThan(memory + SLACK);
    } finally {
      threads.shutdownNow();
    }
  }

  private static void churn(Rig rig, ExecutorService threads, int connections) throws Exception {
    List<Future<?>> clients = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      int first = i;
      clients.add(
          threads.submit(
              () -> {
                for (int n = first; n < connections; n += CLIENTS) {
                  Ending ending = Ending.values()[n % Ending.values().length];
                  ending.play(new Socket(InetAddress.getLoopbackAddress(), rig.port()));
                }
                return null;
              }));
    }
    for (Future<?> client : clients) {
      client.get();
    }
    for (int i = 0; i < connections; i++) {
      rig.connection();
    }
  }

  private static void answer(ServerSocket backend, ExecutorService threads) {
    while (!backend.isClosed()) {
      try {
        Socket socket = backend.accept();
        threads.execute(() -> Ending.answer(socket));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private static int openFiles() {
    String[] files = new File("/proc/self/fd").list();
    return files == null ? 0 : files.length;
  }
}
