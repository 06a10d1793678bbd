package dev.sluice.balancer.config;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * HTTP status codes from one to another.
 *
 * @param first 100 to 599
 * @param last not below first; included
 */
public record StatusRange(int first, int last) {

  private static final Pattern FORM =
      Pattern.compile("([1-5])xx|([1-5][0-9]{2})(?:-([1-5][0-9]{2}))?");

  /** Reads {@code 503}, {@code 200-299} or {@code 5xx}; empty when it is none of them. */
  public static Optional<StatusRange> parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      return Optional.empty();
    }
    if (form.group(1) != null) {
      int hundred = Integer.parseInt(form.group(1)) * 100;
      return Optional.of(new StatusRange(hundred, hundred + 99));
    }
    int first = Integer.parseInt(form.group(2));
    int last = form.group(3) == null ? first : Integer.parseInt(form.group(3));
    return last < first ? Optional.empty() : Optional.of(new StatusRange(first, last));
  }

  /** Whether a code lies within. */
  public boolean contains(int status) {
    return first <= status && status <= last;
  }
}
