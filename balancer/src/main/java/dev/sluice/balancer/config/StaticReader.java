package dev.sluice.balancer.config;

import dev.sluice.balancer.config.CompressConfig.Coding;
import dev.sluice.balancer.config.Destination.Static;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads a destination that is a folder of files. */
final class StaticReader {

  static final Table TABLE =
      Table.of(
          "server.forward.static",
          "root",
          "index",
          "spa-fallback",
          "listing",
          "precompressed",
          "cache-control");

  private static final Format<String> FILE_NAME =
      new Format<>("the name of a file such as \"index.html\"", StaticReader::fileName);
  private static final Format<String> FILE_BELOW =
      new Format<>(
          "a file below root such as \"index.html\" or \"app/index.html\"",
          StaticReader::fileBelow);
  private static final Format<Coding> CODING = Format.oneOf(List.of(Coding.values()), Coding::id);

  // RFC 9111 section 5.2. The quantifiers are possessive: no text takes long to refuse.
  private static final String DIRECTIVE =
      "[!#$%&'*+.^_`|~0-9A-Za-z-]++"
          + "(?:=(?:[!#$%&'*+.^_`|~0-9A-Za-z-]++|\"(?:[ !#-\\[\\]-~]|\\\\[ -~])*+\"))?+";
  private static final Pattern DIRECTIVES =
      Pattern.compile(DIRECTIVE + "(?: *+, *+" + DIRECTIVE + ")*+");
  private static final Format<String> CACHE_CONTROL =
      new Format<>(
          "directives for caches such as \"public, max-age=3600\"", StaticReader::cacheControl);

  private StaticReader() {}

  static Optional<Destination> read(TableReader table) {
    Optional<Path> root = table.required("root", LocalPaths.folder(table.folder()));
    List<String> index = table.values("index", FILE_NAME).orElse(List.of("index.html"));
    Optional<String> fallback = table.value("spa-fallback", FILE_BELOW);
    boolean listing = table.flag("listing").orElse(false);
    List<Coding> codings = table.values("precompressed", CODING).orElse(List.of());
    String caching = table.value("cache-control", CACHE_CONTROL).orElse(Static.REVALIDATE);
    return root.map(path -> new Static(path, index, fallback, listing, codings, caching));
  }

  private static String fileName(String text) throws InvalidValue {
    if (fileBelow(text).indexOf('/') >= 0) {
      throw new InvalidValue(Text.quote(text) + " is not the name of a file");
    }
    return text;
  }

  private static String fileBelow(String text) throws InvalidValue {
    for (String segment : text.split("/", -1)) {
      if (segment.isEmpty()
          || segment.equals(".")
          || segment.equals("..")
          || segment.codePoints().anyMatch(c -> c == '\\' || Text.isInvisible(c))) {
        throw new InvalidValue(Text.quote(text) + " is not a file below root");
      }
    }
    return text;
  }

  private static String cacheControl(String text) throws InvalidValue {
    if (!DIRECTIVES.matcher(text).matches()) {
      throw new InvalidValue(Text.quote(text) + " is no list of directives");
    }
    return text;
  }
}
