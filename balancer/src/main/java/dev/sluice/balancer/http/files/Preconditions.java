package dev.sluice.balancer.http.files;

import dev.sluice.balancer.http.head.FieldName;
import dev.sluice.balancer.http.head.Fields;
import io.netty.handler.codec.DateFormatter;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The conditional fields of a GET or HEAD, in the order of RFC 9110 §13.2.2. */
final class Preconditions {

  enum Verdict {
    SEND,
    NOT_MODIFIED,
    FAILED
  }

  private static final Pattern ENTITY_TAG = Pattern.compile("(W/)?(\"[^\"]*\")");

  private Preconditions() {}

  static Verdict evaluate(Fields headers, Validators current) {
    if (headers.has(FieldName.IF_MATCH)) {
      if (!matches(headers.all(FieldName.IF_MATCH), current, true)) {
        return Verdict.FAILED;
      }
    } else if (date(headers, FieldName.IF_UNMODIFIED_SINCE)
        .filter(current.lastModified()::isAfter)
        .isPresent()) {
      return Verdict.FAILED;
    }
    boolean known =
        headers.has(FieldName.IF_NONE_MATCH)
            ? matches(headers.all(FieldName.IF_NONE_MATCH), current, false)
            : date(headers, FieldName.IF_MODIFIED_SINCE)
                .filter(since -> !current.lastModified().isAfter(since))
                .isPresent();
    return known ? Verdict.NOT_MODIFIED : Verdict.SEND;
  }

  /** Whether a Range field still refers to this state of the file (RFC 9110 §13.1.5). */
  static boolean rangeStillApplies(Fields headers, Validators current) {
    if (!headers.has(FieldName.IF_RANGE)) {
      return true;
    }
    String condition = headers.first(FieldName.IF_RANGE).orElse("");
    if (condition.indexOf('"') >= 0) {
      return condition.trim().equals(current.etag());
    }
    return date(headers, FieldName.IF_RANGE).filter(current.lastModified()::equals).isPresent();
  }

  private static boolean matches(List<String> fields, Validators current, boolean strong) {
    for (String field : fields) {
      if (field.trim().equals("*")) {
        return true;
      }
      Matcher tags = ENTITY_TAG.matcher(field);
      while (tags.find()) {
        boolean weak = tags.group(1) != null;
        if (tags.group(2).equals(current.etag()) && !(strong && weak)) {
          return true;
        }
      }
    }
    return false;
  }

  private static Optional<Instant> date(Fields headers, FieldName name) {
    return headers
        .first(name)
        .flatMap(text -> Optional.ofNullable(DateFormatter.parseHttpDate(text)))
        .map(Date::toInstant);
  }
}
