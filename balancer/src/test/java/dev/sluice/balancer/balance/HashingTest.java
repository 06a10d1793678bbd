package dev.sluice.balancer.balance;

import static dev.sluice.balancer.balance.TestPool.lease;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.balancer.config.Address;
import dev.sluice.balancer.config.Algorithm;
import dev.sluice.balancer.config.BackendConfig;
import dev.sluice.balancer.config.PoolConfig;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HashingTest {

  private static final int KEYS = 20_000;

  private static Pool pool(Algorithm algorithm, int size, int network) {
    List<BackendConfig> members = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      members.add(new BackendConfig(new Address("10." + network + ".0." + i, 80), 1));
    }
    return new Pool(new PoolConfig("p", algorithm, members), new SplittableRandom(1));
  }

  private static Map<Integer, Backend> owners(Pool pool) {
    Map<Integer, Backend> owners = new HashMap<>();
    for (int key = 0; key < KEYS; key++) {
      String text = "key" + key;
      Lease lease = lease(pool, new Attempts(() -> HashKeys.hash(text)));
      owners.put(key, lease.backend());
      lease.complete(Outcome.SUCCESS);
    }
    return owners;
  }

  private static long moved(Map<Integer, Backend> before, Map<Integer, Backend> after) {
    return before.keySet().stream().filter(k -> before.get(k) != after.get(k)).count();
  }

  @Property(tries = 60)
  void consistentHashMovesItsShareWhenOneLeaves(
      @ForAll @IntRange(min = 2, max = 60) int size,
      @ForAll @IntRange(max = 255) int network,
      @ForAll @IntRange(max = 59) int leaving) {
    Pool pool = pool(Algorithm.CONSISTENT_HASH, size, network);
    Map<Integer, Backend> before = owners(pool);
    Backend gone = pool.backends().get(leaving % size);
    pool.remove(gone.address());
    Map<Integer, Backend> after = owners(pool);

    // 1/n and a fifth of it, with three standard deviations of the sample of keys on top
    double share = 1.2 / size;
    double noise = 3 * Math.sqrt(share / KEYS);
    assertThat(moved(before, after)).isLessThanOrEqualTo((long) (KEYS * (share + noise)));
    // and nobody moves who did not have to
    before.forEach(
        (key, owner) -> {
          if (owner != gone) {
            assertThat(after.get(key)).isSameAs(owner);
          }
        });
  }

  @ParameterizedTest
  @EnumSource(
      value = Algorithm.class,
      names = {"CONSISTENT_HASH", "MAGLEV", "IP_HASH"})
  void oneThatGoesDownMovesLittleMoreThanItsShareAndGetsItBack(Algorithm algorithm) {
    Pool pool = pool(algorithm, 10, 3);
    Map<Integer, Backend> before = owners(pool);
    Backend down = pool.backends().get(4);
    pool.setIntent(down.address(), Intent.MAINTENANCE);
    assertThat(moved(before, owners(pool))).isBetween(1L, (long) (KEYS * 0.1 * 1.2));
    pool.setIntent(down.address(), Intent.READY);
    assertThat(moved(before, owners(pool))).isZero();
  }

  @Property(tries = 60)
  void theBoundOfALoadIsNeverExceeded(
      @ForAll @IntRange(min = 1, max = 30) int size,
      @ForAll @IntRange(max = 255) int network,
      @ForAll @IntRange(min = 1, max = 20) int keys,
      @ForAll long seed) {
    Pool pool = pool(Algorithm.CONSISTENT_HASH, size, network);
    SplittableRandom random = new SplittableRandom(seed);
    List<Lease> open = new ArrayList<>();
    for (int i = 0; i < 600; i++) {
      if (!open.isEmpty() && random.nextInt(3) == 0) {
        open.remove(random.nextInt(open.size())).complete(Outcome.SUCCESS);
        continue;
      }
      // a few hot keys
      long hash = HashKeys.mix(random.nextInt(keys));
      Lease lease = lease(pool, new Attempts(() -> hash));
      open.add(lease);
      assertThat(lease.backend().active())
          .isLessThanOrEqualTo((int) Math.ceil(1.25 * open.size() / size));
    }
  }

  @Test
  void aKeyKeepsItsBackendWhileThereIsRoom() {
    Pool pool = pool(Algorithm.CONSISTENT_HASH, 10, 1);
    assertThat(moved(owners(pool), owners(pool))).isZero();
  }

  @Test
  void textsAndBytesHashToDifferentValues() {
    assertThat(HashKeys.hash("a")).isNotEqualTo(HashKeys.hash("b"));
    assertThat(HashKeys.hash(new byte[] {10, 0, 0, 1}))
        .isNotEqualTo(HashKeys.hash(new byte[] {10, 0, 0, 2}))
        .isEqualTo(HashKeys.hash(new byte[] {10, 0, 0, 1}));
  }
}
