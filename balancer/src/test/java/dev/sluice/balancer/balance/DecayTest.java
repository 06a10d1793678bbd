package dev.sluice.balancer.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

/** The table against the library. */
class DecayTest {

  @Property
  void agreesWithTheExponentialFunction(@ForAll @DoubleRange(max = 31.99) double x) {
    double exact = Math.exp(-x);
    assertThat(Decay.of(x)).isCloseTo(exact, within(exact * 1e-9));
  }

  @Test
  void isOneAtTheBeginningAndNothingInTheEnd() {
    assertThat(Decay.of(0)).isEqualTo(1);
    assertThat(Decay.of(32)).isZero();
    assertThat(Decay.of(1e18)).isZero();
  }
}
