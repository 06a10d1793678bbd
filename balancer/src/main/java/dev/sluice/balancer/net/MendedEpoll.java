package dev.sluice.balancer.net;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.util.concurrent.ThreadAwareExecutor;

/**
 * Netty's epoll, without its way of losing sockets. Since 4.2.13 it takes a socket of which nothing
 * is to be watched out of the epoll set, still believes it to be in, and fails when it is to be
 * watched again; every half-closed connection gets there. Here such a socket stays in, watched for
 * errors alone, each told once: so it neither gets lost nor wakes the loop for ever.
 */
final class MendedEpoll implements IoHandlerFactory {

  private final IoHandlerFactory epoll;

  MendedEpoll(IoHandlerFactory epoll) {
    this.epoll = epoll;
  }

  @Override
  public IoHandler newHandler(ThreadAwareExecutor executor) {
    return new Handler(epoll.newHandler(executor));
  }

  @Override
  public boolean isChangingThreadSupported() {
    return epoll.isChangingThreadSupported();
  }

  private record Handler(IoHandler epoll) implements IoHandler {

    @Override
    public IoRegistration register(IoHandle handle) throws Exception {
      return new Registration(epoll.register(handle));
    }

    @Override
    public void initialize() {
      epoll.initialize();
    }

    @Override
    public int run(IoHandlerContext context) {
      return epoll.run(context);
    }

    @Override
    public void prepareToDestroy() {
      epoll.prepareToDestroy();
    }

    @Override
    public void destroy() {
      epoll.destroy();
    }

    @Override
    public void wakeup() {
      epoll.wakeup();
    }

    @Override
    public boolean isCompatible(Class<? extends IoHandle> handleType) {
      return epoll.isCompatible(handleType);
    }
  }

  private record Registration(IoRegistration epoll) implements IoRegistration {

    @Override
    public long submit(IoOps ops) {
      // The kernel tells of errors unasked; edge-triggered, it does so once.
      return epoll.submit(EpollIoOps.NONE.equals(ops) ? EpollIoOps.EPOLLET : ops);
    }

    @Override
    public <T> T attachment() {
      return epoll.attachment();
    }

    @Override
    public boolean isValid() {
      return epoll.isValid();
    }

    @Override
    public boolean cancel() {
      return epoll.cancel();
    }
  }
}
