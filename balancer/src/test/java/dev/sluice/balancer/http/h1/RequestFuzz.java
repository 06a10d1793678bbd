package dev.sluice.balancer.http.h1;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/**
 * The property of {@link SecondOpinionTest} for Jazzer: the first byte is the length of the pieces,
 * the rest is what a client sends. In the build the inputs in the resources are run; with the
 * profile {@code fuzz} it looks for others.
 */
class RequestFuzz {

  @FuzzTest(maxDuration = "2m")
  void whatGoesOnIsWhatWasUnderstood(byte[] input) {
    if (input.length > 1) {
      String text = new String(input, 1, input.length - 1, StandardCharsets.ISO_8859_1);
      SecondOpinionTest.check(Forwarding.of(text, 1 + (input[0] & 0xFF)));
    }
  }
}
