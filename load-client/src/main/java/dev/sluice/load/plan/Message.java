package dev.sluice.load.plan;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What each request carries.
 *
 * @param method of HTTP; ignored by the others
 * @param headers in the order given, a name may repeat; ignored by tcp
 * @param body the body, or the text that tcp and ws send
 */
public record Message(
    String method, List<Map.Entry<String, String>> headers, Optional<byte[]> body) {

  /** Copies the headers. */
  public Message {
    headers = List.copyOf(headers);
  }
}
