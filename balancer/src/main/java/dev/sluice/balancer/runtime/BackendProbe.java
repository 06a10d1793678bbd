package dev.sluice.balancer.runtime;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.balancer.balance.Backend;
import dev.sluice.balancer.balance.Probe;
import dev.sluice.balancer.config.Address;
import dev.sluice.balancer.config.HealthConfig;
import dev.sluice.balancer.net.VertxAddresses;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Checks a backend as a pool's configuration says: by a TCP connection or an HTTP request. */
final class BackendProbe implements Probe {

  /** How much of a body is searched for the expected text. */
  private static final int MOST_BODY = 64 * 1024;

  private final Vertx vertx;
  private final HealthConfig config;
  private final NetClient tcp;
  private final HttpClient http;

  BackendProbe(Vertx vertx, HealthConfig config) {
    this.vertx = vertx;
    this.config = config;
    int timeout = (int) config.timeout().toMillis();
    this.tcp = vertx.createNetClient(new NetClientOptions().setConnectTimeout(timeout));
    // Each check on a connection of its own: that a backend accepts is part of what is checked.
    this.http =
        vertx.createHttpClient(
            new HttpClientOptions().setConnectTimeout(timeout).setKeepAlive(false));
  }

  @Override
  public void check(Backend backend, Duration timeout, Consumer<Result> done) {
    Address address = backend.address();
    Future<Result> checked =
        config.http().map(how -> request(address, how)).orElseGet(() -> connect(address));
    checked
        .timeout(Math.max(1, timeout.toMillis()), TimeUnit.MILLISECONDS)
        .onComplete(done::accept, failed -> done.accept(Result.failed(why(failed))));
  }

  private Future<Result> connect(Address address) {
    return tcp.connect(VertxAddresses.of(address))
        .map(
            socket -> {
              socket.close();
              return Result.passed();
            });
  }

  private Future<Result> request(Address address, HealthConfig.Http how) {
    RequestOptions options =
        new RequestOptions()
            .setServer(VertxAddresses.of(address))
            .setHost(VertxAddresses.host(address))
            .setPort(VertxAddresses.port(address))
            .setMethod(HttpMethod.valueOf(how.method()))
            .setURI(how.path())
            .setTimeout(Math.max(1, config.timeout().toMillis()))
            .putHeader(HttpHeaders.USER_AGENT, "sluice-health-check");
    how.host().ifPresent(host -> options.putHeader(HttpHeaders.HOST, host));
    return http.request(options)
        .compose(request -> request.send().compose(answer -> judge(request, answer, how)));
  }

  private Future<Result> judge(
      HttpClientRequest request, HttpClientResponse answer, HealthConfig.Http how) {
    // To reset what is left of it is no fault, and not to be logged as one.
    answer.exceptionHandler(known -> {});
    int status = answer.statusCode();
    if (how.expectStatus().stream().noneMatch(range -> range.contains(status))) {
      request.reset();
      return Future.succeededFuture(Result.failed("status " + status));
    }
    if (how.expectBody().isEmpty()) {
      request.reset();
      return Future.succeededFuture(Result.passed());
    }
    return search(request, answer, how.expectBody().get());
  }

  private Future<Result> search(
      HttpClientRequest request, HttpClientResponse answer, String wanted) {
    // Compared byte by byte: a letter may come in two pieces.
    String bytesWanted = new String(wanted.getBytes(UTF_8), ISO_8859_1);
    Promise<Result> found = Promise.promise();
    StringBuilder body = new StringBuilder();
    // A backend that sends without end must not keep the check going.
    long timer = vertx.setTimer(Math.max(1, config.timeout().toMillis()), late -> request.reset());
    answer.handler(
        bytes -> {
          body.append(bytes.toString(ISO_8859_1));
          if (body.indexOf(bytesWanted) >= 0) {
            found.tryComplete(Result.passed());
            request.reset();
          } else if (body.length() > MOST_BODY) {
            found.tryComplete(Result.failed("not in the body: " + wanted));
            request.reset();
          }
        });
    answer.endHandler(end -> found.tryComplete(Result.failed("not in the body: " + wanted)));
    answer.exceptionHandler(found::tryFail);
    return found.future().onComplete(any -> vertx.cancelTimer(timer));
  }

  private static String why(Throwable failure) {
    String message = failure.getMessage();
    if (message == null) {
      return failure.getClass().getSimpleName();
    }
    return message.contains("Connection refused") ? "connection refused" : message;
  }
}
