package dev.sluice.vertx.config.toml;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class PositionTest {

  private static void at(TomlDocument document, String key, String value, Object... path) {
    assertThat(document.keyPosition(List.of(path)).map(Position::toString)).contains(key);
    assertThat(document.valuePosition(List.of(path)).map(Position::toString)).contains(value);
  }

  private static TomlDocument document(String... lines) {
    return TomlDocument.parse(String.join("\n", lines));
  }

  @Test
  void findsPlainKeysAfterTabsAndBlanks() {
    TomlDocument document =
        document("a=1", "", "\t  b\t =\t'x' # b", "c = '''", "c = 2'''", "d = 3");

    at(document, "1:1", "1:3", "a");
    at(document, "3:4", "3:9", "b");
    at(document, "4:1", "4:5", "c");
    at(document, "6:1", "6:5", "d");
  }

  @Test
  void findsKeysOfHeadersAndTheTablesTheyImply() {
    TomlDocument document =
        document("[p.q.r]", "x = 1", "  [ p ]", "y = 2", "[ \"s t\" . u ]", "v.w = 3");

    at(document, "3:5", "3:5", "p");
    at(document, "1:4", "1:4", "p", "q");
    at(document, "1:6", "1:6", "p", "q", "r");
    at(document, "2:1", "2:5", "p", "q", "r", "x");
    at(document, "4:1", "4:5", "p", "y");
    at(document, "5:3", "5:3", "s t");
    at(document, "5:11", "5:11", "s t", "u");
    at(document, "6:1", "6:1", "s t", "u", "v");
    at(document, "6:3", "6:7", "s t", "u", "v", "w");
  }

  @Test
  void findsEachPartOfDottedKeys() {
    TomlDocument document =
        document(
            "[t]",
            "a . \"b.\\\"]\" . 'c=' = 1",
            "a.d = 2",
            "a.a.a = { a.a = 3 }",
            "[t.a.e]",
            "f = 4");

    at(document, "2:1", "2:1", "t", "a");
    at(document, "2:5", "2:5", "t", "a", "b.\"]");
    at(document, "2:15", "2:22", "t", "a", "b.\"]", "c=");
    at(document, "3:3", "3:7", "t", "a", "d");
    at(document, "4:3", "4:3", "t", "a", "a");
    at(document, "4:5", "4:9", "t", "a", "a", "a");
    at(document, "4:11", "4:11", "t", "a", "a", "a", "a");
    at(document, "4:13", "4:17", "t", "a", "a", "a", "a", "a");
    at(document, "5:6", "5:6", "t", "a", "e");
    at(document, "6:1", "6:5", "t", "a", "e", "f");
  }

  @Test
  void findsArraysOfTablesAtTheirHeaders() {
    TomlDocument document =
        document(
            "[[server]]",
            "listen = 'a'",
            " [[ server . forward ]]",
            "n = 1",
            "[[server.forward]]",
            "[[server]]",
            "[[server.forward]]",
            "n = 2",
            "[server.tls]");

    at(document, "1:3", "1:3", "server");
    at(document, "1:1", "1:1", "server", 0);
    at(document, "2:1", "2:10", "server", 0, "listen");
    at(document, "3:14", "3:14", "server", 0, "forward");
    at(document, "3:2", "3:2", "server", 0, "forward", 0);
    at(document, "4:1", "4:5", "server", 0, "forward", 0, "n");
    at(document, "5:1", "5:1", "server", 0, "forward", 1);
    at(document, "6:1", "6:1", "server", 1);
    at(document, "7:10", "7:10", "server", 1, "forward");
    at(document, "8:1", "8:5", "server", 1, "forward", 0, "n");
    at(document, "9:9", "9:9", "server", 1, "tls");
  }

  @Test
  void findsElementsAndInlineTablesInArraysOverSeveralLines() {
    TomlDocument document =
        document(
            "backends = [",
            "\t{ address = \"[::1]:80\", weight.max = 2 }, # one }",
            "  {address='b'}, [ 1,",
            "   2 ],",
            "]");

    at(document, "1:1", "1:12", "backends");
    at(document, "2:2", "2:2", "backends", 0);
    at(document, "2:4", "2:14", "backends", 0, "address");
    at(document, "2:26", "2:26", "backends", 0, "weight");
    at(document, "2:33", "2:39", "backends", 0, "weight", "max");
    at(document, "3:3", "3:3", "backends", 1);
    at(document, "3:4", "3:12", "backends", 1, "address");
    at(document, "3:18", "3:18", "backends", 2);
    at(document, "3:20", "3:20", "backends", 2, 0);
    at(document, "4:4", "4:4", "backends", 2, 1);
  }

  @Test
  void countsCharactersNotUnitsAndCrLfAsOneLineEnd() {
    TomlDocument document =
        TomlDocument.parse("\uFEFF\"é😀\" = { 'ü😀' = '😀', k = 1 }\r\n# é\r\n[x.'😀'.y]\r\nz = 1");

    at(document, "1:1", "1:8", "é😀");
    at(document, "1:10", "1:17", "é😀", "ü😀");
    at(document, "1:22", "1:26", "é😀", "k");
    at(document, "3:8", "3:8", "x", "😀", "y");
    at(document, "4:1", "4:5", "x", "😀", "y", "z");
  }

  @Test
  @Timeout(10)
  void copesWithAVeryLongLine() {
    int elements = 50_000;
    TomlDocument document = document("a = ['😀'" + ", {k=1}".repeat(elements) + "]");

    at(document, "1:11", "1:11", "a", 1);
    int last = 11 + 7 * (elements - 1);
    at(document, "1:" + (last + 1), "1:" + (last + 3), "a", elements, "k");
  }

  @Test
  void hasNoPositionForWhatIsNotThere() {
    TomlDocument document = document("a = [1]");

    for (List<?> path : List.of(List.of(), List.of("b"), List.of("a", 1), List.of("a", "0"))) {
      assertThat(document.keyPosition(path)).isEmpty();
      assertThat(document.valuePosition(path)).isEmpty();
    }
  }
}
