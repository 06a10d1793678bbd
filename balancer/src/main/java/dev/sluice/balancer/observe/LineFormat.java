package dev.sluice.balancer.observe;

import dev.sluice.balancer.event.AccessEvent;
import java.io.IOException;
import java.io.OutputStream;

/** How an event is written on one line. Used by one thread at a time. */
public interface LineFormat {

  /** Writes the line without its end. */
  void write(AccessEvent event, OutputStream out) throws IOException;
}
