package dev.sluice.balancer.net;

import static dev.sluice.balancer.net.Admission.Verdict.ADMITTED;
import static dev.sluice.balancer.net.Admission.Verdict.REFUSED;
import static dev.sluice.balancer.net.Admission.Verdict.WAITS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.balancer.config.ListenConfig.ConnectionLimit;
import dev.sluice.balancer.config.ListenConfig.WhenFull;
import io.netty.channel.Channel;
import io.netty.channel.DefaultChannelId;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AdmissionTest {

  private final List<EmbeddedChannel> channels = new ArrayList<>();
  private final List<String> admitted = new ArrayList<>();

  @AfterEach
  void close() {
    channels.forEach(EmbeddedChannel::close);
  }

  private EmbeddedChannel listening() {
    EmbeddedChannel channel = new EmbeddedChannel();
    channels.add(channel);
    return channel;
  }

  private EmbeddedChannel from(Channel listening) {
    EmbeddedChannel channel =
        new EmbeddedChannel(listening, DefaultChannelId.newInstance(), true, false);
    channels.add(channel);
    return channel;
  }

  private static Admission of(int most, WhenFull whenFull) {
    return Admission.of(new ConnectionLimit(most, whenFull));
  }

  private Admission.Verdict enter(Admission admission, Channel connection, String name) {
    return admission.enter(
        connection, Admission.Intake.of(connection.parent()), () -> admitted.add(name));
  }

  private static boolean accepts(Channel listening) {
    return listening.config().isAutoRead();
  }

  @Test
  void refusesWhatIsTooMuch() {
    Admission two = of(2, WhenFull.CLOSE);
    EmbeddedChannel listening = listening();
    EmbeddedChannel first = from(listening);
    assertThat(enter(two, first, "1")).isEqualTo(ADMITTED);
    assertThat(enter(two, from(listening), "2")).isEqualTo(ADMITTED);
    assertThat(enter(two, from(listening), "3")).isEqualTo(REFUSED);
    assertThat(enter(two, from(listening()), "4")).isEqualTo(REFUSED);
    assertThat(accepts(listening)).isTrue();
    two.leave(first);
    assertThat(enter(two, from(listening), "5")).isEqualTo(ADMITTED);
    assertThat(enter(two, from(listening), "6")).isEqualTo(REFUSED);
    assertThat(admitted).isEmpty();
  }

  @Test
  void zeroIsNoLimit() {
    for (WhenFull whenFull : WhenFull.values()) {
      Admission any = of(0, whenFull);
      EmbeddedChannel listening = listening();
      for (int i = 0; i < 100; i++) {
        assertThat(enter(any, from(listening), "")).isEqualTo(ADMITTED);
      }
      assertThat(accepts(listening)).isTrue();
    }
  }

  @Test
  void stopsAcceptingWhileItIsFull() {
    Admission two = of(2, WhenFull.WAIT);
    EmbeddedChannel listening = listening();
    EmbeddedChannel first = from(listening);
    EmbeddedChannel second = from(listening);
    assertThat(enter(two, first, "1")).isEqualTo(ADMITTED);
    assertThat(accepts(listening)).isTrue();
    assertThat(enter(two, second, "2")).isEqualTo(ADMITTED);
    assertThat(accepts(listening)).isFalse();
    two.leave(second);
    assertThat(accepts(listening)).isTrue();
    assertThat(enter(two, from(listening), "3")).isEqualTo(ADMITTED);
    assertThat(accepts(listening)).isFalse();
    assertThat(admitted).isEmpty();
  }

  @Test
  void whoWaitsTakesTheNextPlaceInTurn() {
    Admission one = of(1, WhenFull.WAIT);
    EmbeddedChannel listening = listening();
    EmbeddedChannel first = from(listening);
    EmbeddedChannel second = from(listening);
    EmbeddedChannel third = from(listening);
    assertThat(enter(one, first, "1")).isEqualTo(ADMITTED);
    assertThat(enter(one, second, "2")).isEqualTo(WAITS);
    assertThat(enter(one, third, "3")).isEqualTo(WAITS);
    one.leave(first);
    assertThat(admitted).containsExactly("2");
    // As full as before.
    assertThat(accepts(listening)).isFalse();
    one.leave(second);
    assertThat(admitted).containsExactly("2", "3");
    assertThat(accepts(listening)).isFalse();
    one.leave(third);
    assertThat(accepts(listening)).isTrue();
    assertThat(admitted).containsExactly("2", "3");
  }

  @Test
  void whoLeavesWhileWaitingTakesNoPlace() {
    Admission one = of(1, WhenFull.WAIT);
    EmbeddedChannel listening = listening();
    EmbeddedChannel first = from(listening);
    EmbeddedChannel impatient = from(listening);
    EmbeddedChannel third = from(listening);
    enter(one, first, "1");
    enter(one, impatient, "impatient");
    enter(one, third, "3");
    one.leave(impatient);
    assertThat(admitted).isEmpty();
    assertThat(accepts(listening)).isFalse();
    one.leave(first);
    assertThat(admitted).containsExactly("3");
    one.leave(third);
    assertThat(accepts(listening)).isTrue();
    assertThat(enter(one, from(listening), "4")).isEqualTo(ADMITTED);
  }

  /** Those that have not accepted anything since it is full find out with their next one. */
  @Test
  void severalSocketsShareThePlaces() {
    Admission one = of(1, WhenFull.WAIT);
    EmbeddedChannel a = listening();
    EmbeddedChannel b = listening();
    EmbeddedChannel first = from(a);
    EmbeddedChannel second = from(b);
    assertThat(enter(one, first, "1")).isEqualTo(ADMITTED);
    assertThat(accepts(a)).isFalse();
    assertThat(accepts(b)).isTrue();
    assertThat(enter(one, second, "2")).isEqualTo(WAITS);
    assertThat(accepts(b)).isFalse();
    one.leave(first);
    assertThat(admitted).containsExactly("2");
    assertThat(List.of(accepts(a), accepts(b))).containsOnly(false);
    one.leave(second);
    assertThat(List.of(accepts(a), accepts(b))).containsOnly(true);
  }

  /** Netty stops accepting for a second when it can't, and then goes on regardless. */
  @Test
  void stopsAgainWhenAcceptingWasTurnedOnBehindItsBack() {
    Admission one = of(1, WhenFull.WAIT);
    EmbeddedChannel listening = listening();
    enter(one, from(listening), "1");
    listening.config().setAutoRead(true);
    assertThat(enter(one, from(listening), "2")).isEqualTo(WAITS);
    assertThat(accepts(listening)).isFalse();
  }
}
