package dev.sluice.conformance;

import dev.sluice.conformance.message.Body;
import dev.sluice.conformance.message.Head;
import dev.sluice.conformance.message.Malformed;
import dev.sluice.conformance.message.StrictReader;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** One connection from the proxy, served on its own thread. */
final class BackendConnection {

  private final RecordingBackend backend;
  private final Socket socket;
  private final long id;
  private final Tap tap;
  private final StrictReader reader;
  private Ledger last = new Ledger(Reply.OK);

  BackendConnection(RecordingBackend backend, Socket socket, long id) throws IOException {
    this.backend = backend;
    this.socket = socket;
    this.id = id;
    this.tap = new Tap(socket.getInputStream());
    this.reader = new StrictReader(tap);
  }

  void serve() throws IOException {
    while (!socket.isClosed()) {
      Optional<Head> head = head();
      if (head.isEmpty()) {
        return;
      }
      last = backend.whose(head.get()).orElseGet(() -> new Ledger(Reply.OK));
      new Exchange(last, head.get()).serve();
      last.seen(id, tap.seen());
      tap.forget();
    }
  }

  private Optional<Head> head() throws IOException {
    try {
      return reader.request();
    } catch (IOException broken) {
      tap.drain();
      if (tap.seen().length > 0) {
        trouble(broken);
      }
      throw broken;
    }
  }

  // Whose it is can't be read out of a head that is none: look for a marker in the bytes, else it
  // belongs to who was served last on this connection.
  private void trouble(IOException broken) {
    String bytes = new String(tap.seen(), StandardCharsets.ISO_8859_1);
    Ledger owner = backend.whose(new Head(bytes, List.of())).orElse(last);
    owner.seen(id, tap.seen());
    owner.begin(new Request(id, new Head("", List.of()), Optional.empty(), why(broken)));
  }

  private static String why(IOException broken) {
    return (broken instanceof Malformed ? "malformed: " : "ended: ") + broken.getMessage();
  }

  /** One request and its answer. */
  private final class Exchange implements Served {

    private final Ledger ledger;
    private final Head head;
    private final int index;
    private boolean read;

    Exchange(Ledger ledger, Head head) {
      this.ledger = ledger;
      this.head = head;
      this.index = ledger.begin(new Request(id, head, Optional.empty(), ""));
    }

    void serve() throws IOException {
      try {
        ledger.reply().to(this);
        if (!socket.isClosed() && !socket.isOutputShutdown() && head.keepAlive()) {
          body();
        } else {
          socket.close();
        }
      } catch (IOException broken) {
        ledger.seen(id, tap.seen());
        throw broken;
      }
    }

    @Override
    public Head head() {
      return head;
    }

    @Override
    public void body() throws IOException {
      if (read) {
        return;
      }
      try {
        Body body = reader.body(head);
        read = true;
        ledger.update(index, new Request(id, head, Optional.of(body), ""));
      } catch (IOException broken) {
        tap.drain();
        ledger.update(index, new Request(id, head, Optional.empty(), why(broken)));
        throw broken;
      }
    }

    @Override
    public void send(String text) throws IOException {
      String filled = text.replace("{t}", head.target());
      socket.getOutputStream().write(filled.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Override
    public String read(int bytes) throws IOException {
      return new String(tap.readNBytes(bytes), StandardCharsets.ISO_8859_1);
    }

    @Override
    public void await() throws IOException {
      try {
        if (!ledger.awaitOpen(backend.patience())) {
          throw new IOException("the case never let the backend go on");
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException(e);
      }
    }

    @Override
    public void close() throws IOException {
      // Not while there is something unread: that would make it a reset.
      socket.shutdownOutput();
    }

    @Override
    public void reset() throws IOException {
      socket.setSoLinger(true, 0);
      socket.close();
    }

    @Override
    public void untilEnd() throws IOException {
      tap.readAllBytes();
    }
  }
}
