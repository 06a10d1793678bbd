package dev.sluice.balancer.http.route;

/** {@code example.com}, or {@code *.example.com} for every name below it. Lower case. */
record HostPattern(String name, boolean wildcard) {

  static HostPattern of(String text) {
    return text.startsWith("*.")
        ? new HostPattern(text.substring(1), true)
        : new HostPattern(text, false);
  }

  boolean matches(String host) {
    return wildcard ? host.length() > name.length() && host.endsWith(name) : host.equals(name);
  }

  /** Exact names before wildcards, longer wildcards before shorter ones; larger is more. */
  int specificity() {
    return wildcard ? name.length() : Integer.MAX_VALUE;
  }
}
