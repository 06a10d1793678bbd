package dev.sluice.balancer.http.h1;

import dev.sluice.balancer.http.head.FieldName;
import dev.sluice.balancer.http.head.Fields;
import dev.sluice.balancer.http.head.HeadEdits;
import dev.sluice.balancer.http.head.HopFields;
import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.Locale;

/** Writes those lines of a head that stay, and those that come to them. */
final class FieldLines {

  private FieldLines() {}

  /**
   * Those that stay.
   *
   * @param dropped the numbers of the names that don't, as bits
   */
  static void kept(Fields fields, HeadEdits edits, long dropped, ByteBuf out) {
    if (fields instanceof H1Fields h1) {
      runs(h1.head(), h1.connection(), edits, dropped, out);
    } else {
      oneByOne(fields, edits, dropped, out);
    }
  }

  /** Those that the edits add. */
  static void added(HeadEdits edits, long dropped, ByteBuf out) {
    for (int i = 0; i < edits.added(); i++) {
      FieldName name = edits.addedName(i);
      if (!HopFields.has(dropped, name)) {
        Text.line(name, edits.addedValue(i), out);
      }
    }
  }

  // Lines lie one behind the other, so that what stays is copied in runs.
  private static void runs(
      HeadBytes head, ConnectionOptions connection, HeadEdits edits, long dropped, ByteBuf out) {
    // Whether a field of the hop goes is decided already: Upgrade may stay, and is always named.
    long gone = dropped | connection.named() & ~HopFields.DROPPED;
    boolean others = connection.others() || !edits.removedOthers().isEmpty();
    byte[] bytes = head.bytes();
    int start = head.line(0);
    for (int field = 0; field < head.fields(); field++) {
      int number = head.number(field);
      boolean drop =
          number >= 0
              ? (gone >>> number & 1) != 0
              : others && (removed(head, field, edits) || connection.names(head, field));
      if (drop) {
        int end = head.line(field);
        out.writeBytes(bytes, start, end - start);
        start = head.line(field + 1);
      }
    }
    out.writeBytes(bytes, start, head.line(head.fields()) - start);
  }

  private static boolean removed(HeadBytes head, int field, HeadEdits edits) {
    List<FieldName> removed = edits.removedOthers();
    for (int i = 0; i < removed.size(); i++) {
      if (Ascii.same(head.bytes(), head.line(field), head.nameEnd(field), removed.get(i).text())) {
        return true;
      }
    }
    return false;
  }

  private static void oneByOne(Fields fields, HeadEdits edits, long dropped, ByteBuf out) {
    List<String> named = named(fields);
    fields.forEach(
        (text, value) -> {
          FieldName name = FieldName.of(text);
          if (!HopFields.has(dropped, name)
              && !edits.removes(name)
              && (named.isEmpty() || !named.contains(name.text()))) {
            Text.line(text, value, out);
          }
        });
  }

  // Only of heads that did not come over HTTP/1.x, which rarely have any.
  private static List<String> named(Fields fields) {
    long decided = HopFields.DROPPED | HopFields.HOST | HopFields.LENGTH;
    return fields.all(FieldName.CONNECTION).stream()
        .flatMap(value -> List.of(value.toLowerCase(Locale.ROOT).split(",")).stream())
        .map(String::strip)
        .filter(name -> !HopFields.has(decided, FieldName.of(name)))
        .toList();
  }
}
