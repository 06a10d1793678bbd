package dev.sluice.balancer.cli;

import io.vertx.core.Future;
import java.util.concurrent.CompletionException;

/** Lets the main thread wait for what happens on event loops. */
final class Waiting {

  private Waiting() {}

  /** The result; an unchecked failure is thrown as it is. */
  static <T> T forResult(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException unchecked) {
        throw unchecked;
      }
      throw e;
    }
  }
}
