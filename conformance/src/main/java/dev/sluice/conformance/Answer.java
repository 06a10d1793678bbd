package dev.sluice.conformance;

import dev.sluice.conformance.message.Body;
import dev.sluice.conformance.message.Head;
import java.util.List;

/**
 * A final answer that came whole.
 *
 * @param interim the heads before it
 */
record Answer(List<Head> interim, Head head, Body body) {

  int status() {
    return head.status();
  }
}
