package dev.sluice.balancer.net;

import dev.sluice.balancer.net.Pipes.Pipe;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.nio.channels.NotYetConnectedException;

/**
 * One socket of an {@link EpollRelay}: reads it, and writes what was read to the other. That it may
 * be read is remembered until a read says that there is no more.
 */
final class EpollSide implements EpollSocket.Events {

  /** Reads in one go, before the other connections have their turn. */
  private static final int MOST_TURNS = 8;

  /** A read of so many bytes is taken for a part of a large transfer, which is worth a pipe. */
  private static final int BULK = 48 * 1024;

  /** When so few come through a pipe, it is not. */
  private static final int LITTLE = 16 * 1024;

  private final EpollRelay relay;
  private final SocketOwner owner;
  private final EpollSocket watched;
  private final Socket socket;
  private final RelayResources resources;
  private EpollSide other;

  private long read;
  private boolean mayRead;
  private boolean peerFinished;
  private boolean inputEnded;
  private boolean bulk;

  // What was read and the other side has not taken: one or the other, or neither.
  private ByteBuf kept = Unpooled.EMPTY_BUFFER;
  private Pipe pipe = Pipe.NONE;

  EpollSide(EpollRelay relay, SocketOwner owner, RelayResources resources) {
    this.relay = relay;
    this.owner = owner;
    this.watched = owner.socket();
    this.socket = watched.fd();
    this.resources = resources;
  }

  /** Joins two. */
  static void pair(EpollSide one, EpollSide two) {
    one.other = two;
    two.other = one;
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

  /** Asks for the socket. */
  void take() {
    owner.handTo(this);
  }

  /** It is there. */
  void taken() {
    relay.taken();
  }

  /** It was closed, by whomever. */
  void gone() {
    relay.lost(this);
  }

  /** Starts to pass on, at first what came early. */
  void start() {
    try {
      if (!watched.isRegistered()) {
        watched.register(relay.loop());
      }
    } catch (IOException refused) {
      relay.lost(this);
      return;
    }
    drain();
    watched.hand(this);
  }

  @Override
  public void ready(int ops) {
    // Events of the same batch come even when an earlier one has ended it.
    if ((ops & EpollSocket.WRITABLE) != 0 && relay.isRunning()) {
      other.drain();
      other.pump();
    }
    if ((ops & ~EpollSocket.WRITABLE) != 0 && relay.isRunning()) {
      mayRead = true;
      peerFinished |= (ops & EpollSocket.FINISHED) != 0;
      pump();
    }
    if ((ops & EpollSocket.BROKEN) != 0 && relay.isRunning()) {
      checkBroken();
    }
  }

  @Override
  public void loopEnds() {
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
    try {
      while (relay.isRunning() && mayRead && !inputEnded && !isKeeping()) {
        if (turns-- == 0) {
          watched.again();
          return;
        }
        pass();
      }
    } catch (IOException broken) {
      relay.lost(this);
    }
  }

  private void pass() throws IOException {
    if (bulk && resources.pipes().available()) {
      splice();
    } else {
      copy();
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
    if (!isKeeping() && inputEnded) {
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

  /** Has the peer see a reset at the end. */
  void reset() {
    owner.reset();
  }

  /** Closes the socket. */
  void close() {
    owner.close();
  }

  /** Lets go of everything; the socket is closed. */
  void release() {
    watched.leave();
    kept.release();
    kept = Unpooled.EMPTY_BUFFER;
    giveUpPipe();
  }
}
