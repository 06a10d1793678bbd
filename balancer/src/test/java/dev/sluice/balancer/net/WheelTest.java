package dev.sluice.balancer.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Deadlines ring when they are due, and at no other time. */
class WheelTest {

  private static final long TICK = Wheel.TICK_NANOS;
  private static final long ROTATION = 512 * TICK;

  private long now = Long.MAX_VALUE - 3 * TICK;
  private final Wheel wheel = new Wheel(() -> now);
  private final List<String> rung = new ArrayList<>();

  private Alarm alarm(String name) {
    return new Alarm(() -> rung.add(name));
  }

  private void advance(long nanos) {
    now += nanos;
    wheel.turn();
  }

  @Test
  void ringsWhenItIsDueAndNotBefore() {
    wheel.set(alarm("a"), 4 * TICK);
    advance(4 * TICK - 1);
    assertThat(rung).isEmpty();
    advance(1);
    assertThat(rung).containsExactly("a");
    advance(2 * ROTATION);
    assertThat(rung).containsExactly("a");
  }

  @Test
  void ringsOnceItIsDueMoreThanARotationAway() {
    wheel.set(alarm("a"), 3 * ROTATION + TICK);
    for (int i = 0; i < 3 * 512; i++) {
      advance(TICK);
    }
    assertThat(rung).isEmpty();
    advance(TICK);
    assertThat(rung).containsExactly("a");
  }

  @Test
  void ringsAtTheNextTickWhenItIsDueAtOnce() {
    wheel.set(alarm("a"), -5);
    assertThat(rung).isEmpty();
    advance(TICK);
    assertThat(rung).containsExactly("a");
  }

  @Test
  void canBeSetToLaterAndToSooner() {
    Alarm later = alarm("later");
    Alarm sooner = alarm("sooner");
    wheel.set(later, 2 * TICK);
    wheel.set(sooner, 9 * TICK);
    wheel.set(later, 9 * TICK);
    wheel.set(sooner, 2 * TICK);
    advance(2 * TICK);
    assertThat(rung).containsExactly("sooner");
    advance(7 * TICK);
    assertThat(rung).containsExactly("sooner", "later");
  }

  @Test
  void oneThatIsCancelledIsForgotten() {
    Alarm alarm = alarm("a");
    wheel.set(alarm, TICK);
    wheel.cancel(alarm);
    wheel.cancel(alarm);
    assertThat(wheel.isSet(alarm)).isFalse();
    advance(2 * TICK);
    assertThat(rung).isEmpty();
    wheel.set(alarm, TICK);
    assertThat(wheel.isSet(alarm)).isTrue();
    advance(TICK);
    assertThat(rung).containsExactly("a");
    assertThat(wheel.isSet(alarm)).isFalse();
  }

  @Test
  void whatRingsMaySetItselfAndCancelOthers() {
    Alarm[] all = new Alarm[3];
    for (int i = 0; i < all.length; i++) {
      int own = i;
      all[i] =
          new Alarm(
              () -> {
                rung.add("" + own);
                wheel.cancel(all[(own + 1) % all.length]);
                wheel.cancel(all[(own + 2) % all.length]);
                wheel.set(all[own], TICK);
              });
      wheel.set(all[i], TICK);
    }
    advance(TICK);
    assertThat(rung).hasSize(1);
    advance(TICK);
    assertThat(rung).hasSize(2).containsOnly(rung.get(0));
  }

  @Test
  void aLongStopLosesNothing() {
    wheel.set(alarm("a"), 3 * TICK);
    wheel.set(alarm("b"), 700 * TICK);
    wheel.set(alarm("c"), 9 * ROTATION);
    advance(4 * ROTATION);
    assertThat(rung).containsExactlyInAnyOrder("a", "b");
    advance(5 * ROTATION);
    assertThat(rung).contains("c");
  }

  @Test
  void eachOfManyRingsWithinATickOfItsTime() {
    Random random = new Random(7);
    int count = 1_000;
    long[] due = new long[count];
    long[] at = new long[count];
    for (int i = 0; i < count; i++) {
      int own = i;
      Alarm alarm = new Alarm(() -> at[own] = now);
      for (int turns = random.nextInt(4); turns >= 0; turns--) {
        long delay = (long) (random.nextDouble() * 3 * ROTATION);
        due[i] = now + delay;
        wheel.set(alarm, delay);
      }
    }
    for (int i = 0; i < 4 * 512; i++) {
      advance(TICK);
    }
    for (int i = 0; i < count; i++) {
      assertThat(at[i] - due[i]).isBetween(0L, TICK);
    }
  }
}
