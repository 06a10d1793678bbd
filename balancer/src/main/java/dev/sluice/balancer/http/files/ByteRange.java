package dev.sluice.balancer.http.files;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a Range field selects of a file (RFC 9110 §14.1.2, §14.2). */
sealed interface ByteRange {

  /** So many ranges may be asked for at once. */
  int MOST = 16;

  /** A range set: a list, of which elements may be empty (§5.6.1.2). */
  Pattern SET = Pattern.compile("\\s*+bytes\\s*+=([\\s,0-9-]*+)", Pattern.CASE_INSENSITIVE);

  /** A member of one. */
  Pattern MEMBER = Pattern.compile("([0-9]*+)-([0-9]*+)");

  /** So many digits always fit. */
  int DIGITS_OF_A_LONG = 18;

  /** All of it: no range, one in a form not understood, or too many. */
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

    /** Whether no byte lies between the two, or some are in both. */
    private boolean touches(Part other) {
      return first <= other.last + 1 && other.first <= last + 1;
    }

    private Part with(Part other) {
      return new Part(Math.min(first, other.first), Math.max(last, other.last));
    }
  }

  /**
   * Several parts.
   *
   * @param parts at least two, with other bytes between any two of them, in the order asked for
   */
  record Several(List<Part> parts) implements ByteRange {}

  /** Nothing: every range begins behind the end. */
  record Unsatisfiable() implements ByteRange {}

  /**
   * Reads the field.
   *
   * <p>More than {@link #MOST} ranges at once get the whole file, which §14.2 allows. Ranges that
   * overlap, or follow one another, are made one, in the place of the first of them (§15.3.7.2): so
   * no byte is sent twice, and a small request can't ask for many times the file's size.
   *
   * @param fields the Range field lines of a request
   * @param size of the file in bytes
   */
  static ByteRange select(List<String> fields, long size) {
    if (fields.size() != 1) {
      return new Whole();
    }
    Matcher set = SET.matcher(fields.get(0));
    if (!set.matches()) {
      return new Whole();
    }
    List<Part> parts = new ArrayList<>();
    int members = 0;
    for (String element : set.group(1).split(",")) {
      String member = element.strip();
      if (!member.isEmpty()) {
        members++;
        Optional<ByteRange> one = members > MOST ? Optional.empty() : one(member, size);
        if (one.isEmpty()) {
          return new Whole();
        }
        if (one.get() instanceof Part part) {
          add(parts, part);
        }
      }
    }
    return members == 0 ? new Whole() : of(parts);
  }

  private static ByteRange of(List<Part> parts) {
    return switch (parts.size()) {
      case 0 -> new Unsatisfiable();
      case 1 -> parts.get(0);
      default -> new Several(List.copyOf(parts));
    };
  }

  /** A part or nothing that can be satisfied; empty for what the whole file is sent for. */
  private static Optional<ByteRange> one(String member, long size) {
    Matcher range = MEMBER.matcher(member);
    if (!range.matches()) {
      return Optional.empty();
    }
    String first = range.group(1);
    String last = range.group(2);
    if (first.isEmpty()) {
      return last.isEmpty() ? Optional.empty() : suffix(number(last), size);
    }
    long from = number(first);
    long to = last.isEmpty() ? Long.MAX_VALUE : number(last);
    if (to < from) {
      return Optional.empty();
    }
    return Optional.of(from >= size ? new Unsatisfiable() : new Part(from, Math.min(to, size - 1)));
  }

  private static Optional<ByteRange> suffix(long length, long size) {
    if (length == 0) {
      return Optional.of(new Unsatisfiable());
    }
    // Satisfiable by §14.1.2 even when the file is empty, yet Content-Range has no way to say so.
    return size == 0
        ? Optional.empty()
        : Optional.of(new Part(Math.max(0, size - length), size - 1));
  }

  /** Puts a part to the others, and together with those that it touches. */
  private static void add(List<Part> parts, Part part) {
    Part grown = part;
    int place = parts.size();
    int i = 0;
    while (i < parts.size()) {
      if (grown.touches(parts.get(i))) {
        grown = grown.with(parts.remove(i));
        place = Math.min(place, i);
        // It may touch now what it didn't before.
        i = 0;
      } else {
        i++;
      }
    }
    parts.add(Math.min(place, parts.size()), grown);
  }

  private static long number(String digits) {
    int first = 0;
    while (first < digits.length() - 1 && digits.charAt(first) == '0') {
      first++;
    }
    return digits.length() - first > DIGITS_OF_A_LONG
        ? Long.MAX_VALUE
        : Long.parseLong(digits.substring(first));
  }
}
