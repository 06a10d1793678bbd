package dev.sluice.balancer.simulate;

import dev.sluice.balancer.balance.Backend;
import dev.sluice.balancer.balance.Probe;
import dev.sluice.balancer.config.Address;
import dev.sluice.balancer.config.HealthConfig;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Checks simulated backends: a connect only meets outages, a request also waits its turn and fails
 * as often as any other.
 */
record SimulatedProbe(Map<Address, SimulatedBackend> backends, Optional<HealthConfig.Http> http)
    implements Probe {

  @Override
  public void check(Backend backend, Duration timeout, Consumer<Result> done) {
    SimulatedBackend checked = backends.get(backend.address());
    if (checked.refuses()) {
      done.accept(Result.failed("connection refused"));
    } else if (http.isEmpty()) {
      done.accept(Result.passed());
    } else {
      checked.serve(status -> done.accept(judge(status, http.get())));
    }
  }

  // An answer of a backend that is well is taken for what the check expects, whatever that is.
  private static Result judge(int status, HealthConfig.Http expected) {
    boolean passed =
        status == SimulatedBackend.OK
            || expected.expectStatus().stream().anyMatch(range -> range.contains(status));
    return passed ? Result.passed() : Result.failed("status " + status);
  }
}
