package dev.sluice.conformance;

import dev.sluice.conformance.message.Body;
import dev.sluice.conformance.message.Head;
import java.util.Optional;

/**
 * What the backend saw of one request.
 *
 * @param body nothing until it is complete
 * @param trouble why it is not, if the connection has ended or the bytes are malformed
 */
record Request(long connection, Head head, Optional<Body> body, String trouble) {

  boolean whole() {
    return body.isPresent();
  }

  boolean malformed() {
    return trouble.startsWith("malformed");
  }
}
