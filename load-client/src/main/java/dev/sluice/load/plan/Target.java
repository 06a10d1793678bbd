package dev.sluice.load.plan;

import java.net.URI;
import java.net.URISyntaxException;

/**
 * One URL of the command line.
 *
 * @param url as the user gave it
 * @param endpoint where it connects to
 * @param path path and query, at least "/"
 */
public record Target(String url, Endpoint endpoint, String path) {

  private static final int MAX_PORT = 65_535;

  /**
   * Reads a URL such as {@code http://localhost:8080/path} or {@code tcp://[::1]:8200}.
   *
   * @throws IllegalArgumentException saying what is wrong with it
   */
  public static Target parse(String url) {
    URI uri = uri(url);
    if (uri.getScheme() == null || uri.getHost() == null) {
      throw bad(url, "a URL needs a scheme and a host, such as http://localhost:8080/");
    }
    if (uri.getRawUserInfo() != null) {
      throw bad(url, "credentials do not belong into the URL; use -H 'Authorization: ...'");
    }
    Endpoint endpoint = endpoint(url, uri);
    String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    return new Target(url, endpoint, path + query);
  }

  private static URI uri(String url) {
    try {
      return new URI(url);
    } catch (URISyntaxException e) {
      throw bad(url, e.getReason());
    }
  }

  private static Endpoint endpoint(String url, URI uri) {
    Scheme scheme;
    try {
      scheme = Scheme.parse(uri.getScheme());
    } catch (IllegalArgumentException e) {
      throw bad(url, e.getMessage());
    }
    int port = uri.getPort() == -1 ? scheme.defaultPort() : uri.getPort();
    if (port == -1) {
      throw bad(url, "a port is needed, such as tcp://localhost:8200");
    }
    if (port < 1 || port > MAX_PORT) {
      throw bad(url, "port " + port + " is out of range; use 1 to " + MAX_PORT);
    }
    return new Endpoint(scheme, uri.getHost().replaceAll("^\\[|\\]$", ""), port);
  }

  private static IllegalArgumentException bad(String url, String what) {
    return new IllegalArgumentException("\"" + url + "\": " + what);
  }
}
