package dev.sluice.balancer.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;

/** Answers without what differs from one to the next. */
public final class Undated {

  private static final Pattern DATE =
      Pattern.compile("(?m)^date: \\w{3}, \\d\\d \\w{3} \\d{4} \\d\\d:\\d\\d:\\d\\d GMT\r\n");

  private Undated() {}

  /** Takes the dates out; there has to be one. */
  public static String of(String answers) {
    assertThat(answers).containsPattern(DATE);
    return DATE.matcher(answers).replaceAll("");
  }
}
