package dev.sluice.balancer.http.files;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a Range field selects of a file (RFC 9110 §14.1.2, §14.2). */
sealed interface ByteRange {

  /** A range set with one member. */
  Pattern SINGLE =
      Pattern.compile("\\s*bytes\\s*=[\\s,]*(\\d*)-(\\d*)[\\s,]*", Pattern.CASE_INSENSITIVE);

  /** So many digits always fit. */
  int DIGITS_OF_A_LONG = 18;

  /** All of it: no range, one in a form not understood, or several at once. */
  record Whole() implements ByteRange {}

  /**
   * A part of it.
   *
   * @param first offset of the first byte
   * @param last offset of the last byte, inclusive
   */
  record Part(long first, long last) implements ByteRange {

    long length() {
      return last - first + 1;
    }
  }

  /** Nothing: the range begins behind the end. */
  record Unsatisfiable() implements ByteRange {}

  /**
   * Reads the field.
   *
   * <p>Several ranges at once get the whole file, which §14.2 allows: a multipart answer would let
   * a small request ask for many times the file's size.
   *
   * @param fields the Range field lines of a request
   * @param size of the file in bytes
   */
  static ByteRange select(List<String> fields, long size) {
    if (fields.size() != 1) {
      return new Whole();
    }
    Matcher range = SINGLE.matcher(fields.get(0));
    if (!range.matches()) {
      return new Whole();
    }
    String first = range.group(1);
    String last = range.group(2);
    if (first.isEmpty()) {
      return last.isEmpty() ? new Whole() : suffix(number(last), size);
    }
    long from = number(first);
    long to = last.isEmpty() ? Long.MAX_VALUE : number(last);
    if (to < from) {
      return new Whole();
    }
    return from >= size ? new Unsatisfiable() : new Part(from, Math.min(to, size - 1));
  }

  private static ByteRange suffix(long length, long size) {
    if (length == 0) {
      return new Unsatisfiable();
    }
    // Satisfiable by §14.1.2 even when the file is empty, yet Content-Range has no way to say so.
    return size == 0 ? new Whole() : new Part(Math.max(0, size - length), size - 1);
  }

  private static long number(String digits) {
    String significant = digits.replaceFirst("^0+(?=\\d)", "");
    return significant.length() > DIGITS_OF_A_LONG ? Long.MAX_VALUE : Long.parseLong(significant);
  }
}
