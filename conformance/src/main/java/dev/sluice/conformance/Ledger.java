package dev.sluice.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** What the backend knows of one case: how to answer, and what it saw. Thread-safe. */
final class Ledger {

  private static final int MOST = 2000;

  private final Reply reply;
  private final CountDownLatch gate = new CountDownLatch(1);
  private final List<Request> requests = new ArrayList<>();
  private final StringBuilder bytes = new StringBuilder();

  Ledger(Reply reply) {
    this.reply = reply;
  }

  Reply reply() {
    return reply;
  }

  synchronized int begin(Request request) {
    if (requests.size() < MOST) {
      requests.add(request);
    }
    return requests.size() - 1;
  }

  synchronized void update(int index, Request request) {
    requests.set(index, request);
  }

  synchronized void seen(long connection, byte[] more) {
    if (bytes.length() < MOST * 10) {
      bytes.append("[connection ").append(connection).append("]\n").append(Escaped.of(more));
      bytes.append('\n');
    }
  }

  synchronized List<Request> requests() {
    return List.copyOf(requests);
  }

  synchronized String bytes() {
    return bytes.toString();
  }

  void open() {
    gate.countDown();
  }

  boolean awaitOpen(Patience patience) throws InterruptedException {
    return gate.await(patience.millis(), TimeUnit.MILLISECONDS);
  }
}
