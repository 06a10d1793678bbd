package dev.sluice.balancer.config;

import io.netty.util.NetUtil;
import java.net.IDN;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Names of hosts, and the patterns that rules match them with. */
final class HostNames {

  static final Format<String> PATTERN =
      new Format<>(
          "a host name without port such as \"example.com\", or \"*.example.com\" for all names"
              + " below it",
          HostNames::pattern);

  // RFC 1123, with the underscore that container platforms put into names
  private static final String LABEL = "[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?";
  private static final Pattern NAME = Pattern.compile(LABEL + "(?:\\." + LABEL + ")*\\.?");
  private static final Pattern NUMBERS = Pattern.compile("[0-9.]+");

  // Letters of which IDNA 2003 makes others and IDNA 2008 doesn't (UTS 46 section 2.3): the rule
  // would be for a name that is not the one browsers ask for.
  private static final Pattern DIFFERENT = Pattern.compile("[\\u00DF\\u1E9E\\u03C2\\u200C\\u200D]");

  private HostNames() {}

  /** Whether this is a name or an IPv4 address. */
  static boolean isValid(String host) {
    if (NUMBERS.matcher(host).matches()) {
      return NetUtil.isValidIpV4Address(host);
    }
    return host.length() <= 253 && NAME.matcher(host).matches();
  }

  private static String pattern(String text) throws InvalidValue {
    String wildcard = text.startsWith("*.") ? "*." : "";
    String name = text.substring(wildcard.length());
    if (DIFFERENT.matcher(name).find()) {
      throw new InvalidValue(
          Text.quote(text)
              + " has a letter that old and new programs encode differently (write its xn-- form)");
    }
    String ascii =
        ascii(name).orElseThrow(() -> new InvalidValue(Text.quote(text) + " is not a host name"));
    if (ascii.contains("*")) {
      throw new InvalidValue(
          Text.quote(text)
              + (text.equals("*")
                  ? " is not needed: a rule without host takes every host"
                  : " has a \"*\" that is not the whole first label"));
    }
    int colon = ascii.indexOf(':');
    if (colon > 0 && isValid(ascii.substring(0, colon))) {
      throw new InvalidValue(
          Text.quote(text) + " has a port", Optional.of(wildcard + ascii.substring(0, colon)));
    }
    boolean address = NUMBERS.matcher(ascii).matches();
    if (!isValid(ascii) || ascii.endsWith(".") || (address && !wildcard.isEmpty())) {
      throw new InvalidValue(Text.quote(text) + " is not a host name");
    }
    return wildcard + ascii;
  }

  private static Optional<String> ascii(String name) {
    try {
      return Optional.of(IDN.toASCII(name).toLowerCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
