package dev.sluice.balancer.http.files;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** The page that shows a folder's entries. */
final class Listing {

  private Listing() {}

  static String html(RequestPath folder, Found.Entries found) {
    String title = escape("/" + String.join("/", folder.segments()));
    StringBuilder page = new StringBuilder();
    page.append("<!doctype html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>")
        .append(title)
        .append("</title></head>\n<body>\n<h1>")
        .append(title)
        .append("</h1>\n<ul>\n");
    if (!folder.segments().isEmpty()) {
      page.append("<li><a href=\"../\">../</a></li>\n");
    }
    for (Found.Entry entry : found.entries()) {
      String slash = entry.folder() ? "/" : "";
      // "./" keeps a name with a colon from being read as a scheme.
      page.append("<li><a href=\"./")
          .append(encode(entry.name()))
          .append(slash)
          .append("\">")
          .append(escape(entry.name()))
          .append(slash)
          .append("</a></li>\n");
    }
    page.append("</ul>\n");
    if (!found.complete()) {
      page.append("<p>Only ").append(found.entries().size()).append(" entries are shown.</p>\n");
    }
    return page.append("</body>\n</html>\n").toString();
  }

  private static String encode(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
