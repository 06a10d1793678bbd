package dev.sluice.balancer.net;

import dev.sluice.balancer.net.Pipes.Pipe;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.nio.channels.NotYetConnectedException;
import java.util.Optional;

/**
 * One socket of an {@link EpollRelay}: reads it, and writes what was read to the other. It is
 * watched edge-triggered, so that waiting for either side changes nothing in the epoll set; that it
 * may be read is remembered instead, until a read says that there is no more.
 */
final class EpollSide implements EpollIoHandle {

  private static final EpollIoOps READS =
      EpollIoOps.EPOLLIN.with(EpollIoOps.EPOLLRDHUP).with(EpollIoOps.EPOLLET);
  private static final EpollIoOps READS_AND_WRITES = READS.with(EpollIoOps.EPOLLOUT);
  private static final int WRITABLE = EpollIoOps.EPOLLOUT.value();
  private static final int FINISHED = EpollIoOps.EPOLLRDHUP.value();
  private static final int BROKEN = EpollIoOps.EPOLLERR.value();

  /** Reads in one go, before the other connections have their turn. */
  private static final int MOST_TURNS = 8;

  /** A read of so many bytes is taken for a part of a large transfer, which is worth a pipe. */
  private static final int BULK = 48 * 1024;

  /** When so few come through a pipe, it is not. */
  private static final int LITTLE = 16 * 1024;

  private final EpollRelay relay;
  private final Socket socket;
  private final RelayResources resources;
  private EpollSide other;
  private Optional<IoRegistration> registration = Optional.empty();
  private EpollIoOps watched = READS;

  private long read;
  private boolean mayRead = true;
  private boolean peerFinished;
  private boolean inputEnded;
  private boolean bulk;

  // What was read and the other side has not taken: one or the other, or neither.
  private ByteBuf kept = Unpooled.EMPTY_BUFFER;
  private Pipe pipe = Pipe.NONE;

  EpollSide(EpollRelay relay, Socket socket, RelayResources resources) {
    this.relay = relay;
    this.socket = socket;
    this.resources = resources;
  }

  /** Joins two. */
  static void pair(EpollSide one, EpollSide two) {
    one.other = two;
    two.other = one;
  }

  @Override
  public FileDescriptor fd() {
    return socket;
  }

  /** Bytes that were read. */
  long read() {
    return read;
  }

  /** The peer has finished, and the other side has got all of it. */
  boolean isDone() {
    return inputEnded && !isKeeping();
  }

  /** Something that came before this side was watched. */
  void early(ByteBuf bytes) {
    read += bytes.readableBytes();
    keep(bytes);
  }

  /** Starts to be watched, and to pass on what came early. */
  void start(IoRegistration registered) {
    registration = Optional.of(registered);
    registered.submit(watched);
    drain();
  }

  @Override
  public void handle(IoRegistration from, IoEvent event) {
    int ops = ((EpollIoEvent) event).ops().value();
    // Events of the same batch come even when an earlier one has ended it.
    if ((ops & WRITABLE) != 0 && relay.isRunning()) {
      other.drain();
      other.pump();
    }
    if ((ops & ~WRITABLE) != 0 && relay.isRunning()) {
      mayRead = true;
      peerFinished |= (ops & FINISHED) != 0;
      pump();
    }
    if ((ops & BROKEN) != 0 && relay.isRunning()) {
      checkBroken();
    }
  }

  /** The event loop ends. */
  @Override
  public void close() {
    relay.stop();
  }

  // A read tells of an error as well, once it has delivered what came before.
  private void checkBroken() {
    try {
      if ((inputEnded || isKeeping()) && socket.getSoError() != 0) {
        relay.lost(this);
      }
    } catch (IOException broken) {
      relay.lost(this);
    }
  }

  private boolean isKeeping() {
    return kept.isReadable() || !pipe.isEmpty();
  }

  private void pump() {
    int turns = MOST_TURNS;
    while (relay.isRunning() && mayRead && !inputEnded && !isKeeping()) {
      if (turns-- == 0) {
        // Submitting anew lets a socket that may be read be told again.
        registration.orElseThrow().submit(watched);
        return;
      }
      pass();
    }
  }

  private void pass() {
    try {
      if (bulk && resources.pipes().available()) {
        splice();
      } else {
        copy();
      }
    } catch (IOException broken) {
      relay.lost(this);
    }
  }

  private void copy() throws IOException {
    ByteBuf buffer = resources.buffer();
    int length = socket.recvAddress(buffer.memoryAddress(), 0, buffer.capacity());
    if (length > 0) {
      // A short read has emptied the socket: what comes later is told again, only not the end.
      mayRead = length == buffer.capacity() || peerFinished;
      bulk = length >= BULK;
      moved(length);
      write(buffer.setIndex(0, length));
    } else if (length < 0) {
      endOfInput();
    } else {
      mayRead = false;
    }
  }

  private void write(ByteBuf buffer) {
    try {
      buffer.skipBytes(
          other.socket.sendAddress(
              buffer.memoryAddress(), buffer.readerIndex(), buffer.writerIndex()));
    } catch (IOException broken) {
      relay.lost(other);
      return;
    }
    if (buffer.isReadable()) {
      keep(buffer);
      other.watchWrites();
    }
  }

  private void splice() throws IOException {
    Pipe empty;
    try {
      empty = resources.pipes().take();
    } catch (IOException noneLeft) {
      copy();
      return;
    }
    int length = 0;
    try {
      length = empty.fill(socket);
    } finally {
      if (length == 0) {
        resources.pipes().give(empty);
      }
    }
    if (length > 0) {
      bulk = length >= LITTLE;
      moved(length);
      pipe = empty;
      drain();
    } else if (peerFinished) {
      // None now, or never again: a read can tell.
      copy();
    } else {
      mayRead = false;
    }
  }

  private void moved(int length) {
    read += length;
    relay.moved();
  }

  private void keep(ByteBuf bytes) {
    if (!kept.isReadable()) {
      kept.release();
      kept = PooledByteBufAllocator.DEFAULT.directBuffer(bytes.readableBytes());
    }
    kept.writeBytes(bytes);
  }

  private void drain() {
    if (!isKeeping()) {
      return;
    }
    try {
      if (pipe.isEmpty()) {
        drainKept();
      } else {
        drainPipe();
      }
    } catch (IOException broken) {
      relay.lost(other);
      return;
    }
    if (isKeeping()) {
      other.watchWrites();
    } else if (inputEnded) {
      finishOther();
    }
  }

  private void drainPipe() throws IOException {
    pipe.drainTo(other.socket);
    relay.moved();
    if (pipe.isEmpty()) {
      giveUpPipe();
    }
  }

  private void giveUpPipe() {
    if (pipe != Pipe.NONE) {
      resources.pipes().give(pipe);
      pipe = Pipe.NONE;
    }
  }

  private void drainKept() throws IOException {
    kept.skipBytes(
        other.socket.sendAddress(kept.memoryAddress(), kept.readerIndex(), kept.writerIndex()));
    relay.moved();
    if (!kept.isReadable()) {
      kept.release();
      kept = Unpooled.EMPTY_BUFFER;
    }
  }

  private void watchWrites() {
    if (watched != READS_AND_WRITES) {
      watched = READS_AND_WRITES;
      registration.ifPresent(at -> at.submit(watched));
    }
  }

  private void endOfInput() {
    inputEnded = true;
    if (!isKeeping()) {
      finishOther();
    }
  }

  private void finishOther() {
    try {
      if (!other.isDone()) {
        other.socket.shutdown(false, true);
      }
    } catch (IOException | NotYetConnectedException broken) {
      // The latter is Netty's word for a peer that has reset the connection meanwhile.
      relay.lost(other);
      return;
    }
    relay.finished();
  }

  /**
   * Passes on what this socket still has, as far as it goes at once. Its peer has broken off, but
   * what it sent before, such as an early answer, may be the very reason.
   */
  void salvage() {
    try {
      for (int turn = 0; turn < MOST_TURNS && canSalvage(); turn++) {
        ByteBuf buffer = resources.buffer();
        int length = socket.recvAddress(buffer.memoryAddress(), 0, buffer.capacity());
        if (length <= 0) {
          return;
        }
        read += length;
        if (other.socket.sendAddress(buffer.memoryAddress(), 0, length) < length) {
          return;
        }
      }
    } catch (IOException nothingLeft) {
      // then all that could be passed on has been
    }
  }

  private boolean canSalvage() {
    return socket.isOpen() && other.socket.isOpen() && !inputEnded && !isKeeping();
  }

  /** Lets go of everything; the socket is closed. */
  void release() {
    registration.ifPresent(IoRegistration::cancel);
    kept.release();
    kept = Unpooled.EMPTY_BUFFER;
    giveUpPipe();
  }
}
