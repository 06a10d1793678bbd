package dev.sluice.balancer.config;

import java.util.regex.Pattern;

/** Names in HTTP: of headers, of cookies (RFC 9110 section 5.6.2). */
final class Tokens {

  private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}");

  private Tokens() {}

  static boolean isToken(String text) {
    return TOKEN.matcher(text).matches();
  }
}
