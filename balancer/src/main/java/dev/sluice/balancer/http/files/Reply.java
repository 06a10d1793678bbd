package dev.sluice.balancer.http.files;

import dev.sluice.balancer.http.Reason;
import dev.sluice.balancer.http.head.FieldList;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An answer, ready to be written. */
sealed interface Reply {

  /** A refusal, whose body is that of all refusals. */
  record Refused(Reason reason, FieldList fields) implements Reply {}

  /** An answer made here. */
  record Made(int status, FieldList fields, byte[] body) implements Reply {}

  /** The head of an answer that has no body; its fields tell a length where there is one. */
  record HeadOnly(int status, FieldList fields) implements Reply {}

  /**
   * A file, or some of it.
   *
   * @param first block of it, read already
   * @param rest the others; to be closed by whom this is given to
   */
  record Content(int status, FieldList fields, ByteBuf first, Blocks rest) implements Reply {

    private static final Logger LOG = LoggerFactory.getLogger(Reply.class);

    @Override
    public void discard() {
      first.release();
      try {
        rest.close();
      } catch (IOException e) {
        LOG.debug("closing a file: {}", e.getMessage());
      }
    }
  }

  static Reply refused(Reason reason) {
    return new Refused(reason, FieldList.of());
  }

  /** Gives up what it holds: nobody wants it any more. */
  default void discard() {}
}
