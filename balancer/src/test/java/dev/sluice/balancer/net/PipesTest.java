package dev.sluice.balancer.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.balancer.net.Pipes.Pipe;
import io.netty.channel.epoll.Epoll;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PipesTest {

  @BeforeEach
  void onLinux() {
    assumeTrue(Epoll.isAvailable());
  }

  @Test
  void hasNoneWhenNoneAreWanted() {
    assertThat(new Pipes(false).available()).isFalse();
  }

  @Test
  void hasNoMoreThanItsBoundAtOnce() throws Exception {
    Pipes pipes = new Pipes(true);
    Deque<Pipe> taken = new ArrayDeque<>();
    while (pipes.available()) {
      taken.add(pipes.take());
    }
    assertThat(taken).hasSize(Pipes.MOST);
    pipes.give(taken.poll());
    assertThat(pipes.available()).isTrue();
    taken.add(pipes.take());
    assertThat(pipes.available()).isFalse();
    while (!taken.isEmpty()) {
      pipes.give(taken.poll());
    }
    pipes.close();
  }

  @Test
  void usesAnEmptyPipeAgain() throws Exception {
    Pipes pipes = new Pipes(true);
    Pipe first = pipes.take();
    assertThat(first.isEmpty()).isTrue();
    pipes.give(first);
    assertThat(pipes.take()).isSameAs(first);
    pipes.give(first);
    pipes.close();
  }
}
