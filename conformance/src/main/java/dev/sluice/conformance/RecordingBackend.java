package dev.sluice.conformance;

import dev.sluice.conformance.message.Head;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A backend for all cases at once: knows by the marker in a request whose it is, records it as a
 * strict reader sees it, and answers as the case says. Requests that nobody asked about get an
 * ordinary answer.
 */
public final class RecordingBackend implements AutoCloseable {

  private static final Pattern MARKER = Pattern.compile("[ms]([0-9]{6})");
  private static final String BY_FIELD = "x-case";
  private static final int MOST_NUMBERS = 1_000_000;
  private static final int BACKLOG = 1024;

  private final ServerSocket listener =
      new ServerSocket(0, BACKLOG, InetAddress.getByName("127.0.0.1"));
  private final Map<String, Ledger> ledgers = new ConcurrentHashMap<>();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicLong connections = new AtomicLong();
  private final AtomicInteger numbers = new AtomicInteger();
  private final Patience patience;

  /** Listens on a free port of 127.0.0.1. */
  public RecordingBackend(Patience patience) throws IOException {
    this.patience = patience;
    thread(this::accept);
  }

  /** Where it listens. */
  public int port() {
    return listener.getLocalPort();
  }

  /** One that no case has had, for as long as it matters. */
  Marker marker() {
    return Marker.of(numbers.incrementAndGet() % MOST_NUMBERS);
  }

  void expect(String number, Ledger ledger) {
    ledgers.put(number, ledger);
  }

  void forget(String number) {
    ledgers.remove(number);
  }

  Optional<Ledger> whose(Head head) {
    List<String> places = new ArrayList<>(List.of(head.start()));
    places.addAll(head.values(BY_FIELD));
    places.addAll(head.values("host"));
    return places.stream()
        .map(MARKER::matcher)
        .filter(Matcher::find)
        .findFirst()
        .map(marker -> ledgers.get(marker.group(1)));
  }

  Patience patience() {
    return patience;
  }

  private static void thread(Runnable work) {
    Thread thread = new Thread(work, "recording-backend");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = listener.accept();
        socket.setTcpNoDelay(true);
        open.add(socket);
        thread(() -> serve(socket));
      }
    } catch (IOException closed) {
      // by close()
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      new BackendConnection(this, socket, connections.incrementAndGet()).serve();
    } catch (IOException ended) {
      // The proxy has closed it, and what it had sent until then is recorded.
    } finally {
      open.remove(socket);
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : open) {
      socket.close();
    }
  }
}
