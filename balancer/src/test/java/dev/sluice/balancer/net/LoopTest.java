package dev.sluice.balancer.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LoopTest {

  private final Vertx vertx = Vertx.vertx();
  private final Loop loop = Loop.current((VertxInternal) vertx);

  @Test
  void runsWhatBlocksElsewhereAndComesBack() throws Exception {
    CompletableFuture<Boolean> back = new CompletableFuture<>();
    loop.execute(
        () ->
            loop.blocking(Context::isOnWorkerThread)
                .onComplete(
                    elsewhere -> back.complete(elsewhere.result() && loop.netty().inEventLoop())));
    assertThat(back.get(10, TimeUnit.SECONDS)).isTrue();
    vertx.close().await(20, TimeUnit.SECONDS);
  }

  @Test
  void failsWithWhatATaskThrows() throws Exception {
    Future<Object> failed =
        loop.blocking(
            () -> {
              throw new IOException("no such thing");
            });
    assertThatThrownBy(() -> failed.await(10, TimeUnit.SECONDS)).hasMessage("no such thing");
    vertx.close().await(20, TimeUnit.SECONDS);
  }

  @Test
  void failsWhenTheWorkersHaveStopped() throws Exception {
    vertx.close().await(20, TimeUnit.SECONDS);
    assertThat(loop.blocking(() -> true).cause()).isInstanceOf(RejectedExecutionException.class);
  }
}
