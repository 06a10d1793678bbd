package dev.sluice.vertx.config.toml;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class RoundTripTest {

  @Property(tries = 500)
  void whateverTheFormTheTreeAndAllItsPlacesComeBack(
      @ForAll("tables") JsonObject tree, @ForAll long style) {
    TomlWriter written = new TomlWriter(tree, style);

    TomlDocument document = TomlDocument.parse(written.text());

    assertThat(document.json()).isEqualTo(tree);
    Positions positions = Positions.of(document.positions());
    for (Map.Entry<List<Object>, TomlWriter.Place> entry : written.places().entrySet()) {
      List<Object> path = entry.getKey();
      Position key = position(written.text(), entry.getValue().key());
      Position value = position(written.text(), entry.getValue().value());
      assertThat(document.keyPosition(path)).as("key of %s", path).contains(key);
      assertThat(document.valuePosition(path)).as("value of %s", path).contains(value);
      assertThat(positions.key(Positions.path(path))).contains(key);
      assertThat(positions.value(Positions.path(path))).contains(value);
    }
    assertThat(document.positions().size()).isEqualTo(written.places().size());
  }

  private static Position position(String text, int offset) {
    int line = 1;
    int column = 1;
    for (int i = 0; i < offset; i += Character.charCount(text.codePointAt(i))) {
      boolean end = text.charAt(i) == '\n';
      line += end ? 1 : 0;
      column = end ? 1 : column + 1;
    }
    return new Position(line, column);
  }

  @Provide
  Arbitrary<JsonObject> tables() {
    return tables(4);
  }

  private static Arbitrary<JsonObject> tables(int depth) {
    Arbitrary<String> odd = strings();
    Arbitrary<String> bare = Arbitraries.strings().withChars("ab1-_").ofMinLength(1).ofMaxLength(4);
    return Arbitraries.maps(Arbitraries.oneOf(bare, bare, odd), values(depth))
        .ofMaxSize(4)
        .map(JsonObject::new);
  }

  private static Arbitrary<String> strings() {
    return Arbitraries.of(
            "a", "n", "\"", "'", "\\", "\n", "\t", "\u0001", "\u007f", "é", "😀", "#", "=", "[",
            "]", "{", "}", ",", ".", " ", "\u2028", "\r")
        .list()
        .ofMaxSize(6)
        .map(parts -> String.join("", parts));
  }

  private static Arbitrary<Object> values(int depth) {
    Arbitrary<Object> scalar =
        Arbitraries.oneOf(
            strings().asGeneric(),
            Arbitraries.integers().asGeneric(),
            Arbitraries.longs().greaterOrEqual(1L + Integer.MAX_VALUE).asGeneric(),
            Arbitraries.doubles().asGeneric(),
            Arbitraries.of(true, false).asGeneric());
    if (depth == 0) {
      return scalar;
    }
    Arbitrary<Object> arrays =
        Arbitraries.lazy(() -> values(depth - 1).list().ofMaxSize(3).map(JsonArray::new))
            .asGeneric();
    Arbitrary<Object> rows =
        Arbitraries.lazy(() -> tables(depth - 1).list().ofMaxSize(3).map(JsonArray::new))
            .asGeneric();
    Arbitrary<Object> nested = Arbitraries.lazy(() -> tables(depth - 1)).asGeneric();
    return Arbitraries.oneOf(scalar, arrays, rows, nested);
  }
}
