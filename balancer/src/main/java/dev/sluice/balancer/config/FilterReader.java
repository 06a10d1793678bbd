package dev.sluice.balancer.config;

import dev.sluice.balancer.config.CompressConfig.Coding;
import dev.sluice.balancer.config.FilterConfig.PathChange;
import dev.sluice.balancer.config.FilterConfig.Rewrite;
import dev.sluice.balancer.config.ServerConfig.Protocol;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads what a rule changes in requests and answers. */
final class FilterReader {

  private static final Table REWRITE = Table.of("server.forward.rewrite", "path", "to");
  private static final Table COMPRESS =
      Table.of("server.forward.compress", "codings", "types", "minimum-size");

  /** The keys of a forward rule that this reads. */
  static final Table TABLE =
      Table.of("server.forward", "strip-prefix")
          .with("rewrite", REWRITE)
          .with("request-headers", HeaderChangesReader.table("server.forward.request-headers"))
          .with("response-headers", HeaderChangesReader.table("server.forward.response-headers"))
          .with("compress", COMPRESS)
          .with("cors", CorsReader.TABLE);

  private static final List<String> KEYS =
      List.of("strip-prefix", "rewrite", "request-headers", "response-headers", "compress", "cors");
  private static final Set<String> WITHOUT_BACKEND = Set.of("strip-prefix", "rewrite");

  private static final Format<String> PREFIX =
      new Format<>("the beginning of a path such as \"/api\"", FilterReader::prefix);
  private static final Format<Coding> CODING = Format.oneOf(List.of(Coding.values()), Coding::id);
  private static final Pattern TYPE =
      Pattern.compile("[a-z0-9!#$&^_.+-]+/(?:\\*|[a-z0-9!#$&^_.+-]+)");
  private static final Format<String> TYPES =
      new Format<>("a media type such as \"text/html\" or \"text/*\"", FilterReader::type);

  private FilterReader() {}

  static FilterConfig read(TableReader forward, Protocol protocol) {
    KEYS.forEach(key -> Misplaced.rejectUnlessHttp(forward, key, protocol));
    if (protocol == Protocol.HTTP && DestinationReader.POOL_KEYS.stream().noneMatch(forward::has)) {
      WITHOUT_BACKEND.stream()
          .filter(forward::has)
          .forEach(key -> PolicyReader.rejectWithoutPool(forward, key));
    }
    return new FilterConfig(
        new PathChange(
            forward.value("strip-prefix", PREFIX).orElse(""),
            forward.table("rewrite").flatMap(FilterReader::rewrite)),
        changes(forward, "request-headers"),
        changes(forward, "response-headers"),
        compress(forward),
        forward.table("cors").map(CorsReader::read));
  }

  private static HeaderChanges changes(TableReader forward, String key) {
    return forward.table(key).map(HeaderChangesReader::read).orElse(HeaderChanges.NONE);
  }

  private static Optional<Rewrite> rewrite(TableReader table) {
    Optional<Pattern> pattern = table.required("path", Expressions.FORMAT);
    Optional<Template> to = table.required("to", Templates.REPLACEMENT);
    if (pattern.isEmpty() || to.isEmpty()) {
      return Optional.empty();
    }
    Expressions.rejectGroups(table, "to", to.get(), pattern);
    return Optional.of(new Rewrite(pattern.get().pattern(), to.get()));
  }

  /** {@code true} stands for the table with all its defaults. */
  private static Optional<CompressConfig> compress(TableReader forward) {
    if (forward.isFlag("compress")) {
      return forward.flag("compress").filter(on -> on).map(on -> CompressConfig.DEFAULT);
    }
    return forward.table("compress").map(FilterReader::compression);
  }

  private static CompressConfig compression(TableReader table) {
    CompressConfig standard = CompressConfig.DEFAULT;
    for (String key : List.of("codings", "types")) {
      table.rejectEmpty(key, "at least one, or no compress");
    }
    return new CompressConfig(
        table.values("codings", CODING).orElse(standard.codings()),
        table.values("types", TYPES).orElse(standard.types()),
        table
            .value("minimum-size", Sizes.between(0, 16 * Sizes.MIB))
            .map(Long::intValue)
            .orElse(standard.minimum()));
  }

  private static String prefix(String text) throws InvalidValue {
    String path = PathPatterns.fixed(text);
    String cut = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    if (cut.isEmpty()) {
      throw new InvalidValue(Text.quote(text) + " is the beginning of every path");
    }
    return cut;
  }

  private static String type(String text) throws InvalidValue {
    String lower = text.toLowerCase(Locale.ROOT);
    if (!TYPE.matcher(lower).matches()) {
      throw new InvalidValue(Text.quote(text) + " is not a media type");
    }
    return lower;
  }
}
