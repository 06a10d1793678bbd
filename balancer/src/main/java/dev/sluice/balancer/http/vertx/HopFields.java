package dev.sluice.balancer.http.vertx;

import dev.sluice.balancer.http.head.FieldName;
import dev.sluice.balancer.http.head.Fields;
import dev.sluice.balancer.http.head.HeadEdits;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiConsumer;

/** Which fields belong to one hop, and so don't go on (RFC 9110, section 7.6.1). */
final class HopFields {

  private static final long DROPPED =
      bit(FieldName.CONNECTION)
          | bit(FieldName.KEEP_ALIVE)
          | bit(FieldName.PROXY_AUTHENTICATE)
          | bit(FieldName.PROXY_AUTHORIZATION)
          | bit(FieldName.PROXY_CONNECTION)
          | bit(FieldName.TE)
          | bit(FieldName.TRANSFER_ENCODING)
          | bit(FieldName.UPGRADE);

  private static final String SETTINGS = "http2-settings";

  private HopFields() {}

  private static long bit(FieldName name) {
    return 1L << name.number();
  }

  /**
   * The fields of a head that go on to a peer that speaks HTTP/2, in lower case: with the edits
   * made, and without those of the hop that it came over.
   */
  static void forEach(Fields came, HeadEdits edits, BiConsumer<String, String> taker) {
    Set<String> named = came.has(FieldName.CONNECTION) ? named(came) : Set.of();
    came.forEach(
        (text, value) -> {
          FieldName name = FieldName.of(text);
          if (!edits.removes(name) && !dropped(name) && !named.contains(name.text())) {
            taker.accept(name.text(), value);
          }
        });
    for (int i = 0; i < edits.added(); i++) {
      if (!dropped(edits.addedName(i))) {
        taker.accept(edits.addedName(i).text(), edits.addedValue(i));
      }
    }
  }

  /** Whether the one transfer coding that is passed on is asked for: gRPC wants it. */
  static boolean asksForTrailers(Fields fields) {
    for (String value : fields.all(FieldName.TE)) {
      for (String coding : value.split(",")) {
        if (coding.strip().equalsIgnoreCase("trailers")) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean dropped(FieldName name) {
    return name.number() == FieldName.UNKNOWN
        ? name.text().equals(SETTINGS)
        : (DROPPED >>> name.number() & 1) != 0;
  }

  private static Set<String> named(Fields came) {
    Set<String> names = new HashSet<>();
    for (String value : came.all(FieldName.CONNECTION)) {
      for (String name : value.split(",")) {
        names.add(name.strip().toLowerCase(Locale.ROOT));
      }
    }
    // It frames the message on every hop; nobody can name it away.
    names.remove(FieldName.CONTENT_LENGTH.text());
    return names;
  }
}
