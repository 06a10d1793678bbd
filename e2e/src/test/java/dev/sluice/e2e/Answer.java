package dev.sluice.e2e;

import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * An HTTP/1.x answer that came whole, as it was on the wire.
 *
 * @param headers names in lower case, in their order
 */
record Answer(
    int status,
    List<Map.Entry<String, String>> headers,
    byte[] body,
    List<Map.Entry<String, String>> trailers) {

  /** All values of a field. */
  List<String> all(String name) {
    return headers.stream()
        .filter(field -> field.getKey().equals(name))
        .map(Map.Entry::getValue)
        .toList();
  }

  /** A field's only value; empty when it is not there. */
  String header(String name) {
    List<String> values = all(name);
    if (values.size() > 1) {
      throw new AssertionError(name + " is there several times: " + values);
    }
    return values.isEmpty() ? "" : values.get(0);
  }

  String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  JsonObject json() {
    return new JsonObject(text());
  }

  @Override
  public String toString() {
    return status + " " + headers + " and " + body.length + " bytes";
  }
}
