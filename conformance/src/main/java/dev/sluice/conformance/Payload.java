package dev.sluice.conformance;

/**
 * Bytes on a client's connection that may be read in more than one way.
 *
 * @param family how: {@code CL.TE}
 * @param title unique within the family
 * @param bytes with {@code {m}} in what may be a request and {@code {s}} in what must not
 */
public record Payload(String family, String title, String bytes) {

  /** Family and title. */
  public String id() {
    return family + " " + title;
  }

  @Override
  public String toString() {
    return id();
  }
}
