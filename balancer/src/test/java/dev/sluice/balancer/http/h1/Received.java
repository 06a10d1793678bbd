package dev.sluice.balancer.http.h1;

import dev.sluice.balancer.http.head.Fields;
import dev.sluice.balancer.http.stream.Fault;
import dev.sluice.balancer.http.stream.Incoming;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/** Keeps what comes of a body. */
final class Received implements Incoming.Receiver {

  private final StringBuilder body = new StringBuilder();
  private String end = "";
  private int pieces;

  @Override
  public void data(ByteBuf bytes) {
    pieces++;
    body.append(bytes.toString(StandardCharsets.ISO_8859_1));
    bytes.release();
  }

  @Override
  public void batched() {
    throw new AssertionError();
  }

  @Override
  public void end(Fields trailers) {
    end(" end " + Reading.words(trailers));
  }

  @Override
  public void broken(Fault fault) {
    end(" broken " + fault.kind());
  }

  private void end(String word) {
    if (!end.isEmpty()) {
      throw new AssertionError("ended twice");
    }
    end = word;
  }

  String body() {
    return body.toString();
  }

  int pieces() {
    return pieces;
  }

  /** Body and end; and starts anew. */
  String takeWords() {
    String words = "body <" + body + ">" + end;
    body.setLength(0);
    end = "";
    pieces = 0;
    return words.strip();
  }
}
