package dev.sluice.balancer.http.head;

import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The field {@code Date}, which every final answer has: the one that a backend's answer lacks is
 * added by who passes it on (RFC 9110, section 6.6.1). Made once a second. For one event loop.
 */
public final class CurrentDate {

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  // RFC 9110, section 5.6.7; the JDK's own has days of one digit.
  private static final DateTimeFormatter FORM =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private final LongSupplier nanos;
  private final InstantSource wall;
  private long madeAt;
  private String text = "";

  /**
   * @param nanos tells how much time has passed
   * @param wall tells the time
   */
  public CurrentDate(LongSupplier nanos, InstantSource wall) {
    this.nanos = nanos;
    this.wall = wall;
  }

  /** Adds it to a final answer that has none. */
  public void addTo(ResponseHead head, HeadEdits edits) {
    if (head.interim() || has(head, edits)) {
      return;
    }
    edits.add(FieldName.DATE, text());
  }

  private static boolean has(ResponseHead head, HeadEdits edits) {
    if (head.fields().has(FieldName.DATE) && !edits.removes(FieldName.DATE)) {
      return true;
    }
    for (int i = 0; i < edits.added(); i++) {
      if (edits.addedName(i).equals(FieldName.DATE)) {
        return true;
      }
    }
    return false;
  }

  private String text() {
    long now = nanos.getAsLong();
    if (text.isEmpty() || now - madeAt >= SECOND) {
      madeAt = now;
      text = FORM.format(wall.instant());
    }
    return text;
  }
}
