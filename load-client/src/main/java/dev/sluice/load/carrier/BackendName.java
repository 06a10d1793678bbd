package dev.sluice.load.carrier;

import io.vertx.core.MultiMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Who answered, by what the sample backend says of itself. */
final class BackendName {

  static final String UNKNOWN = "unknown";

  private static final int LONGEST = 200;
  private static final Pattern GREETING = Pattern.compile("Hi from server (\\d{1,5})");

  private BackendName() {}

  static String of(MultiMap headers) {
    String name = headers.get("X-Backend");
    if (name == null || name.isBlank()) {
      return UNKNOWN;
    }
    return name.length() > LONGEST ? name.substring(0, LONGEST) : name;
  }

  static String of(String text) {
    Matcher matcher = GREETING.matcher(text);
    return matcher.lookingAt() ? "server-" + matcher.group(1) : UNKNOWN;
  }
}
