package dev.sluice.balancer.runtime;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.balancer.balance.Backend;
import dev.sluice.balancer.balance.Probe;
import dev.sluice.balancer.config.Address;
import dev.sluice.balancer.config.HealthConfig;
import dev.sluice.balancer.net.Dialer.Purpose;
import dev.sluice.balancer.net.Link;
import dev.sluice.balancer.net.VertxAddresses;
import dev.sluice.balancer.net.VertxDialer;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Checks a backend as a pool's configuration says: by a TCP connection or an HTTP request. */
final class BackendProbe implements Probe {

  /** How much of a body is searched for the expected text. */
  private static final int MOST_BODY = 64 * 1024;

  private final VertxInternal vertx;
  private final HealthConfig config;
  private final Link link;
  private final VertxDialer dialer;

  /**
   * @param link as for the traffic of the pool
   */
  BackendProbe(VertxInternal vertx, HealthConfig config, Link link) {
    this.vertx = vertx;
    this.config = config;
    // Another port is another service, which is not told of clients.
    this.link = config.what().port().isEmpty() ? link : link.unannounced();
    int timeout = (int) config.timeout().toMillis();
    // Each check on a connection of its own: that a backend accepts is part of what is checked.
    this.dialer =
        new VertxDialer(
            vertx, new HttpClientOptions().setConnectTimeout(timeout).setKeepAlive(false));
  }

  @Override
  public void check(Backend backend, Duration timeout, Consumer<Result> done) {
    Address address = config.what().address(backend.address());
    Future<Result> checked =
        config.http().map(how -> request(address, how)).orElseGet(() -> connect(address));
    checked
        .timeout(Math.max(1, timeout.toMillis()), TimeUnit.MILLISECONDS)
        .onComplete(done::accept, failed -> done.accept(Result.failed(why(failed))));
  }

  private Future<Result> connect(Address address) {
    return dialer
        .connect(address, link, Purpose.OWN)
        .map(
            socket -> {
              socket.close();
              return Result.passed();
            });
  }

  private Future<Result> request(Address address, HealthConfig.Http how) {
    RequestOptions options =
        new RequestOptions()
            .setHost(VertxAddresses.host(address))
            .setPort(VertxAddresses.port(address))
            .setMethod(HttpMethod.valueOf(how.method()))
            .setURI(how.path())
            .putHeader(HttpHeaders.USER_AGENT, "sluice-health-check");
    how.host().ifPresent(host -> options.putHeader(HttpHeaders.HOST, host));
    return dialer
        .connectHttp(address, link, Purpose.OWN)
        .compose(connection -> ask(connection, options, how));
  }

  private Future<Result> ask(
      HttpClientConnection connection, RequestOptions options, HealthConfig.Http how) {
    // A backend that hangs, or sends without end, must not keep the check going.
    long timer = vertx.setTimer(timeoutMillis(), late -> connection.close());
    return connection
        .request(options)
        .compose(request -> request.send().compose(answer -> judge(answer, how)))
        .onComplete(
            checked -> {
              vertx.cancelTimer(timer);
              connection.close();
            });
  }

  private long timeoutMillis() {
    return Math.max(1, config.timeout().toMillis());
  }

  private Future<Result> judge(HttpClientResponse answer, HealthConfig.Http how) {
    // That the connection is closed before its end is no fault, and not to be logged as one.
    answer.exceptionHandler(known -> {});
    int status = answer.statusCode();
    if (how.expectStatus().stream().noneMatch(range -> range.contains(status))) {
      return Future.succeededFuture(Result.failed("status " + status));
    }
    if (how.expectBody().isEmpty()) {
      return Future.succeededFuture(Result.passed());
    }
    return search(answer, how.expectBody().get());
  }

  private Future<Result> search(HttpClientResponse answer, String wanted) {
    // Compared byte by byte: a letter may come in two pieces.
    String bytesWanted = new String(wanted.getBytes(UTF_8), ISO_8859_1);
    Promise<Result> found = Promise.promise();
    StringBuilder body = new StringBuilder();
    answer.handler(
        bytes -> {
          body.append(bytes.toString(ISO_8859_1));
          if (body.indexOf(bytesWanted) >= 0) {
            found.tryComplete(Result.passed());
          } else if (body.length() > MOST_BODY) {
            found.tryComplete(Result.failed("not in the body: " + wanted));
          }
        });
    answer.endHandler(end -> found.tryComplete(Result.failed("not in the body: " + wanted)));
    answer.exceptionHandler(found::tryFail);
    return found.future();
  }

  private static String why(Throwable failure) {
    String message = failure.getMessage();
    if (message == null) {
      return failure.getClass().getSimpleName();
    }
    return message.contains("Connection refused") ? "connection refused" : message;
  }
}
