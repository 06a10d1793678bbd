package dev.sluice.conformance;

import dev.sluice.conformance.message.Head;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** One case as it is played: connections of the client, and what the backend saw. */
final class Scene implements AutoCloseable {

  private final int port;
  private final Marker marker;
  private final Ledger ledger;
  private final Patience patience;
  private final List<Client> clients = new ArrayList<>();

  Scene(int port, Marker marker, Ledger ledger, Patience patience) {
    this.port = port;
    this.marker = marker;
    this.ledger = ledger;
    this.patience = patience;
  }

  /** A new connection. */
  Client connect() {
    return connect(patience.millis());
  }

  Client connect(int patienceMillis) {
    try {
      Client client = new Client(port, marker, patienceMillis);
      clients.add(client);
      return client;
    } catch (IOException refused) {
      throw new Unmet("no connection: " + refused.getMessage());
    }
  }

  /** The one that was opened first. */
  Client first() {
    return clients.get(0);
  }

  List<Client> clients() {
    return List.copyOf(clients);
  }

  Answer answer() {
    return answer(0);
  }

  Answer answer(int i) {
    List<Answer> answers = first().answers();
    Unmet.unless(
        answers.size() > i,
        "there are %d answers, and the connection is %s",
        answers.size(),
        first().ending().isEmpty() ? "open" : first().ending());
    return answers.get(i);
  }

  /** What the backend saw so far. */
  List<Request> requests() {
    return ledger.requests();
  }

  /** The only request that the backend should have seen, whole. */
  Request request() {
    List<Request> requests = requests();
    Unmet.unless(requests.size() == 1, "the backend saw %d requests", requests.size());
    patience.until(() -> requests().get(0).whole() || !requests().get(0).trouble().isEmpty());
    return requests().get(0);
  }

  Head forwarded() {
    return request().head();
  }

  /** Waits until the backend has the heads of so many. */
  void awaitRequests(int count) {
    Unmet.unless(
        patience.until(() -> requests().size() >= count),
        "the backend saw %d of %d requests",
        requests().size(),
        count);
  }

  Patience patience() {
    return patience;
  }

  /** Lets the backend go on where it waits. */
  void open() {
    ledger.open();
  }

  /** The text with the markers in their places. */
  String fill(String text) {
    return marker.fill(text);
  }

  String smuggled() {
    return marker.smuggled();
  }

  /** Both sides' bytes, for whoever has to find out what went wrong. */
  String transcript() {
    StringBuilder text = new StringBuilder();
    int from = Math.max(0, clients.size() - 2);
    for (Client client : clients.subList(from, clients.size())) {
      text.append("-- sent\n").append(client.sent());
      text.append("\n-- got\n").append(client.seen());
      text.append("\n-- then ").append(client.ending().isEmpty() ? "open" : client.ending());
      text.append('\n');
    }
    return text.append("-- the backend saw\n").append(ledger.bytes()).toString();
  }

  @Override
  public void close() {
    clients.forEach(Client::close);
  }
}
