package dev.sluice.balancer.config;

import dev.sluice.balancer.config.HeaderChanges.Change;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Reads {@code request-headers} and {@code response-headers}. */
final class HeaderChangesReader {

  // The balancer frames messages and manages connections itself.
  private static final Set<String> OWN =
      Set.of(
          "connection",
          "content-length",
          "keep-alive",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  private static final Format<String> NAME =
      new Format<>(
          "the name of a field such as x-env, but none that belongs to a connection",
          HeaderChangesReader::name);

  private static final Format<String> OTHER_THAN_HOST =
      new Format<>(NAME.expected(), HeaderChangesReader::otherThanHost);

  private HeaderChangesReader() {}

  /**
   * @param name of the table, such as {@code server.forward.request-headers}
   */
  static Table table(String name) {
    return Table.of(name, "remove", "set", "add");
  }

  static HeaderChanges read(TableReader table) {
    return new HeaderChanges(
        table.values("remove", OTHER_THAN_HOST).orElse(List.of()),
        changes(table, "set", NAME),
        changes(table, "add", OTHER_THAN_HOST));
  }

  private static List<Change> changes(TableReader table, String key, Format<String> name) {
    return table.named(key, name, Templates.FIELD_VALUE).orElse(Map.of()).entrySet().stream()
        .map(entry -> new Change(entry.getKey(), entry.getValue()))
        .toList();
  }

  // RFC 9112, section 3.2
  private static String otherThanHost(String text) throws InvalidValue {
    String lower = name(text);
    if (lower.equals("host")) {
      throw new InvalidValue(
          Text.quote(text) + " is in every request exactly once, so it can be set");
    }
    return lower;
  }

  private static String name(String text) throws InvalidValue {
    if (!Tokens.isToken(text)) {
      throw new InvalidValue(Text.quote(text) + " is not the name of a field");
    }
    String lower = text.toLowerCase(Locale.ROOT);
    if (OWN.contains(lower)) {
      throw new InvalidValue(Text.quote(text) + " belongs to a connection or a message's framing");
    }
    return lower;
  }
}
