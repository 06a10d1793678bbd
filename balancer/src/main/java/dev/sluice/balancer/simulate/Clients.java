package dev.sluice.balancer.simulate;

import java.util.Locale;

/**
 * The clients that requests come from: what the hashing algorithms hash.
 *
 * @param count 1 to 1,000,000
 * @param popularity how requests are spread over them
 */
public record Clients(int count, Popularity popularity) {

  /** How requests are spread over the clients. */
  public enum Popularity {
    /** Each sends as much as any other. */
    UNIFORM,
    /** The n-th busiest sends 1/n of what the busiest sends (Zipf's law). */
    ZIPF;

    /** The word in options and reports. */
    public String id() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static final int MOST = 1_000_000;

  /**
   * Reads {@code 1000} or {@code 1000,zipf}.
   *
   * @throws IllegalArgumentException with a message for the user
   */
  public static Clients parse(String text) {
    int comma = text.indexOf(',');
    int count = Numbers.whole(comma < 0 ? text : text.substring(0, comma), 1, MOST);
    String word = comma < 0 ? Popularity.UNIFORM.id() : text.substring(comma + 1);
    for (Popularity popularity : Popularity.values()) {
      if (popularity.id().equals(word)) {
        return new Clients(count, popularity);
      }
    }
    throw Wrong.value(text, "is unknown", "NUMBER, NUMBER,uniform or NUMBER,zipf");
  }

  @Override
  public String toString() {
    return count + " (" + popularity.id() + ")";
  }
}
