package dev.sluice.backend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.backend.Settings.Faults;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** In virtual time. */
class UdpAnswersTest {

  private static final Faults SLOW = new Faults(Duration.ofSeconds(1), Duration.ZERO, 0, 1);

  private final EmbeddedChannel channel = new EmbeddedChannel();
  private ChannelHandlerContext ctx;

  @BeforeEach
  void freeze() {
    channel.freezeTime();
    channel.pipeline().addLast("last", new ChannelInboundHandlerAdapter());
    ctx = channel.pipeline().context("last");
  }

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
  }

  private void pass(long millis) {
    channel.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
    channel.runScheduledPendingTasks();
  }

  @Test
  void anAnswerComesAfterItsLatency() {
    UdpAnswers answers = new UdpAnswers(new FaultInjector(SLOW));
    answers.send(ctx, "late");
    pass(999);
    assertThat(channel.<String>readOutbound()).isNull();
    pass(1);
    assertThat(channel.<String>readOutbound()).isEqualTo("late");
  }

  @Test
  void itIsDrainedOnceEveryAnswerIsSent() {
    UdpAnswers answers = new UdpAnswers(new FaultInjector(SLOW));
    answers.send(ctx, "one");
    pass(500);
    answers.send(ctx, "two");
    AtomicInteger drained = new AtomicInteger();
    answers.whenDrained(drained::incrementAndGet);
    pass(500);
    assertThat(channel.<String>readOutbound()).isEqualTo("one");
    assertThat(drained).hasValue(0);
    pass(500);
    assertThat(channel.<String>readOutbound()).isEqualTo("two");
    assertThat(drained).hasValue(1);
  }

  @Test
  void itIsDrainedAtOnceWhereNothingIsOwed() {
    AtomicInteger drained = new AtomicInteger();
    new UdpAnswers(new FaultInjector(SLOW)).whenDrained(drained::incrementAndGet);
    assertThat(drained).hasValue(1);
  }

  @Test
  void noMoreThanSoManyWait() {
    AtomicInteger begun = new AtomicInteger();
    channel
        .pipeline()
        .addFirst(
            new ChannelOutboundHandlerAdapter() {
              @Override
              public void write(ChannelHandlerContext any, Object message, ChannelPromise never) {
                begun.incrementAndGet();
              }
            });
    UdpAnswers answers = new UdpAnswers(new FaultInjector(Faults.NONE));
    for (int i = 0; i < 5000; i++) {
      answers.send(ctx, i);
    }
    assertThat(begun).hasValue(4096);
  }
}
