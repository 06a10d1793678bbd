package dev.sluice.balancer.tcp;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;

/**
 * A way for a connection to end. The client's first byte tells the backend which one it is, where
 * it gets as far as that.
 */
enum Ending {
  CLIENT_CLOSES_AT_ONCE(client -> {}, backend -> {}),
  CLIENT_RESETS_AT_ONCE(Ending::reset, backend -> {}),
  CLIENT_CLOSES_AFTER_THE_ANSWER(
      client -> read(client, Size.SMALL), backend -> write(backend, Size.SMALL)),
  CLIENT_RESETS_AFTER_THE_ANSWER(
      client -> {
        read(client, Size.SMALL);
        reset(client);
      },
      backend -> write(backend, Size.SMALL)),
  CLIENT_RESETS_BEFORE_THE_ANSWER(Ending::reset, backend -> write(backend, Size.SMALL)),
  CLIENT_FINISHES_BEFORE_THE_ANSWER(
      client -> {
        client.shutdownOutput();
        read(client, Size.SMALL);
      },
      backend -> {
        drain(backend);
        write(backend, Size.SMALL);
      }),
  BACKEND_CLOSES_AT_ONCE(Ending::drain, backend -> {}),
  BACKEND_RESETS_AT_ONCE(Ending::drain, Ending::reset),
  BACKEND_CLOSES_AFTER_THE_ANSWER(
      client -> {
        read(client, Size.SMALL);
        drain(client);
      },
      backend -> write(backend, Size.SMALL)),
  BACKEND_RESETS_AFTER_THE_ANSWER(
      client -> {
        read(client, Size.SMALL);
        drain(client);
      },
      backend -> {
        write(backend, Size.SMALL);
        reset(backend);
      }),
  BACKEND_FINISHES_FIRST(
      client -> {
        drain(client);
        write(client, Size.SMALL);
      },
      backend -> {
        backend.shutdownOutput();
        drain(backend);
      }),
  CLIENT_RESETS_A_DOWNLOAD(
      client -> {
        read(client, Size.SMALL);
        reset(client);
      },
      backend -> write(backend, Size.LARGE)),
  BACKEND_RESETS_A_DOWNLOAD(
      Ending::drain,
      backend -> {
        write(backend, Size.LARGE / 2);
        reset(backend);
      }),
  CLIENT_RESETS_AN_UPLOAD(
      client -> {
        write(client, Size.LARGE / 2);
        reset(client);
      },
      Ending::drain),
  BACKEND_RESETS_AN_UPLOAD(
      client -> write(client, Size.LARGE),
      backend -> {
        read(backend, Size.SMALL);
        reset(backend);
      });

  private static final int TIMEOUT_MS = 20_000;

  /** In bytes. */
  private static final class Size {
    static final int SMALL = 100;
    static final int LARGE = 400_000;
  }

  /** What one side does; the socket is closed afterwards. */
  @FunctionalInterface
  interface Side {
    void play(Socket socket) throws IOException;
  }

  private final Side client;
  private final Side backend;

  Ending(Side client, Side backend) {
    this.client = client;
    this.backend = backend;
  }

  /** Connects and plays the client's side; that it is cut off is as good as any other end. */
  void play(Socket socket) throws IOException {
    try (socket) {
      socket.setSoTimeout(TIMEOUT_MS);
      if (this != CLIENT_CLOSES_AT_ONCE && this != CLIENT_RESETS_AT_ONCE) {
        socket.getOutputStream().write(ordinal());
      }
      client.play(socket);
    } catch (java.net.SocketTimeoutException stuck) {
      throw stuck;
    } catch (IOException cutOff) {
      // as some of them want it
    }
  }

  /** Plays the side of the backend. */
  static void answer(Socket socket) {
    try (socket) {
      socket.setSoTimeout(TIMEOUT_MS);
      int which = socket.getInputStream().read();
      if (which >= 0) {
        values()[which].backend.play(socket);
      }
    } catch (IOException cutOff) {
      // The client's side is what is looked at.
    }
  }

  private static void reset(Socket socket) throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  private static void read(Socket socket, int length) throws IOException {
    socket.getInputStream().readNBytes(length);
  }

  private static void write(Socket socket, int length) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(new byte[length]);
  }

  private static void drain(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    byte[] buffer = new byte[64 * 1024];
    int length = 0;
    while (length >= 0) {
      length = in.read(buffer);
    }
  }
}
