package dev.sluice.balancer.runtime;

import dev.sluice.balancer.config.Address;
import dev.sluice.balancer.net.Listener;
import io.vertx.core.Context;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/** The listeners on one address of a server, one on each event loop. */
final class ListenerGroup implements Supplier<Deployable> {

  private final Supplier<Listener> factory;
  private final List<Member> members = new CopyOnWriteArrayList<>();
  private volatile Optional<Address> address = Optional.empty();

  private record Member(Context context, Listener listener) {}

  ListenerGroup(Supplier<Listener> factory) {
    this.factory = factory;
  }

  /** A verticle; Vert.x deploys each on the next event loop. */
  @Override
  public Deployable get() {
    return context -> {
      Listener listener = factory.get();
      return listener
          .start()
          .map(
              bound -> {
                address = Optional.of(bound);
                members.add(new Member(context, listener));
                return null;
              });
    };
  }

  /** The real one; once deployed. */
  Address address() {
    return address.orElseThrow();
  }

  Future<Integer> stop(Duration grace) {
    List<Future<Integer>> stopping = members.stream().map(m -> stop(m, grace)).toList();
    return Future.join(stopping).map(all -> stopping.stream().mapToInt(Future::result).sum());
  }

  private static Future<Integer> stop(Member member, Duration grace) {
    Promise<Integer> promise = Promise.promise();
    member.context().runOnContext(go -> member.listener().stop(grace).onComplete(promise));
    return promise.future();
  }
}
