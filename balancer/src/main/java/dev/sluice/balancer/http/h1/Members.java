package dev.sluice.balancer.http.h1;

/** Goes through the members of a field's value that is a list (RFC 9110, section 5.6.1). */
final class Members {

  private final HeadBytes head;
  private final int limit;
  private int next;
  private int start;
  private int end;

  Members(HeadBytes head, int field) {
    this.head = head;
    this.next = head.valueStart(field);
    this.limit = head.valueEnd(field);
  }

  /** Goes to the next one that isn't empty; false when there is none. */
  boolean next() {
    byte[] bytes = head.bytes();
    while (next < limit) {
      start = next;
      while (next < limit && bytes[next] != ',') {
        next++;
      }
      end = next++;
      while (start < end && Ascii.blank(bytes[start])) {
        start++;
      }
      while (start < end && Ascii.blank(bytes[end - 1])) {
        end--;
      }
      if (start < end) {
        return true;
      }
    }
    return false;
  }

  /** Where the member begins, without white space. */
  int start() {
    return start;
  }

  /** Where it has ended. */
  int end() {
    return end;
  }

  /**
   * Whether it is a text, in whatever case.
   *
   * @param lower in lower case
   */
  boolean is(String lower) {
    return Ascii.same(head.bytes(), start, end, lower);
  }
}
