package dev.sluice.balancer.simulate;

import dev.sluice.balancer.balance.Pool;
import dev.sluice.balancer.balance.retry.RetryPolicy;
import dev.sluice.balancer.config.Address;
import java.util.Map;

/** What the requests of a run have in common. */
record World(
    VirtualTime time,
    Pool pool,
    RetryPolicy retries,
    Map<Address, SimulatedBackend> backends,
    Recorder recorder) {}
