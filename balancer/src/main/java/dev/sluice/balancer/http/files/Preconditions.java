package dev.sluice.balancer.http.files;

import io.netty.handler.codec.DateFormatter;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.MultiMap;
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

  static Verdict evaluate(MultiMap headers, Validators current) {
    if (headers.contains(HttpHeaderNames.IF_MATCH)) {
      if (!matches(headers.getAll(HttpHeaderNames.IF_MATCH), current, true)) {
        return Verdict.FAILED;
      }
    } else if (date(headers, HttpHeaderNames.IF_UNMODIFIED_SINCE)
        .filter(current.lastModified()::isAfter)
        .isPresent()) {
      return Verdict.FAILED;
    }
    boolean known =
        headers.contains(HttpHeaderNames.IF_NONE_MATCH)
            ? matches(headers.getAll(HttpHeaderNames.IF_NONE_MATCH), current, false)
            : date(headers, HttpHeaderNames.IF_MODIFIED_SINCE)
                .filter(since -> !current.lastModified().isAfter(since))
                .isPresent();
    return known ? Verdict.NOT_MODIFIED : Verdict.SEND;
  }

  /** Whether a Range field still refers to this state of the file (RFC 9110 §13.1.5). */
  static boolean rangeStillApplies(MultiMap headers, Validators current) {
    String condition = headers.get(HttpHeaderNames.IF_RANGE);
    if (condition == null) {
      return true;
    }
    if (condition.indexOf('"') >= 0) {
      return condition.trim().equals(current.etag());
    }
    return date(headers, HttpHeaderNames.IF_RANGE)
        .filter(current.lastModified()::equals)
        .isPresent();
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

  private static Optional<Instant> date(MultiMap headers, CharSequence name) {
    return Optional.ofNullable(headers.get(name))
        .map(DateFormatter::parseHttpDate)
        .map(Date::toInstant);
  }
}
