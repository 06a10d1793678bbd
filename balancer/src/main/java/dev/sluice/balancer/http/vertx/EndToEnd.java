package dev.sluice.balancer.http.vertx;

import dev.sluice.balancer.http.head.FieldName;
import dev.sluice.balancer.http.head.Fields;
import dev.sluice.balancer.http.head.HeadEdits;
import dev.sluice.balancer.http.head.HopFields;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiConsumer;

/** The fields of a head that don't belong to one hop (RFC 9110, section 7.6.1). */
final class EndToEnd {

  private static final String SETTINGS = "http2-settings";

  private EndToEnd() {}

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

  private static boolean dropped(FieldName name) {
    return name.number() == FieldName.UNKNOWN
        ? name.text().equals(SETTINGS)
        : HopFields.has(HopFields.DROPPED, name);
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
