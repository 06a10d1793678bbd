package dev.sluice.conformance;

import java.io.IOException;

/** What the backend does once it has the head of a request. */
interface Reply {

  /** A short answer that says which request it is for. */
  Reply OK =
      whole(
          "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nX-For: {t}\r\nContent-Length: 2\r\n\r\nok");

  void to(Served request) throws IOException;

  /** Reads the request, then answers. */
  static Reply whole(String answer) {
    return request -> {
      request.body();
      request.send(answer);
    };
  }

  /** Reads the request, answers, and ends the connection. */
  static Reply closing(String answer) {
    return request -> {
      request.body();
      request.send(answer);
      request.close();
    };
  }
}
