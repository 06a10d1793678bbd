package dev.sluice.balancer.config.pem;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One piece of a PEM file (RFC 7468).
 *
 * @param label such as {@code CERTIFICATE}
 * @param text what stands between the two boundaries
 */
record PemBlock(String label, String text) {

  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*(?:-(?!----)[^-]*)*)-----END \\1-----");

  /** All of a file; what stands outside of the boundaries is explanation. */
  static List<PemBlock> all(String file) {
    List<PemBlock> blocks = new ArrayList<>();
    Matcher matcher = BLOCK.matcher(file);
    while (matcher.find()) {
      blocks.add(new PemBlock(matcher.group(1), matcher.group(2)));
    }
    return blocks;
  }

  /** The content, decoded. */
  byte[] der() throws PemException {
    try {
      return Base64.getDecoder().decode(text.replaceAll("\\s", ""));
    } catch (IllegalArgumentException e) {
      throw new PemException("is damaged: its " + label + " is not base64");
    }
  }
}
