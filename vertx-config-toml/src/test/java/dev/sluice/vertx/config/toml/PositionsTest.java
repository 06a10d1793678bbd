package dev.sluice.vertx.config.toml;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

class PositionsTest {

  @Test
  void writesPathsWithQuotesWhereTomlNeedsThem() {
    assertThat(Positions.path(List.of("server", 0, "forward", 1, "backends", 2, "address")))
        .isEqualTo("server[0].forward[1].backends[2].address");
    assertThat(Positions.path(List.of("a.b", "", "c[0]", "d-1_x", "\"\\\n")))
        .isEqualTo("\"a.b\".\"\".\"c[0]\".d-1_x.\"\\\"\\\\\\n\"");
    assertThat(Positions.path(List.of("m", 0, 1, "x"))).isEqualTo("m[0][1].x");
    assertThat(Positions.path(List.of("é"))).isEqualTo("\"\\u00e9\"");
    assertThat(Positions.path(List.of())).isEmpty();
  }

  @Test
  void readsBackWhatTheDocumentWrites() {
    String text = "a.'b c' = [ 1 ]";
    Positions positions =
        Positions.of(new JsonObject(TomlDocument.parse(text).positions().encode()));

    assertThat(positions.key("a.\"b c\"")).contains(new Position(1, 3));
    assertThat(positions.value("a.\"b c\"")).contains(new Position(1, 11));
    assertThat(positions.key("a.\"b c\"[0]")).contains(new Position(1, 13));
    assertThat(positions.value("a")).contains(new Position(1, 1));
    assertThat(positions.key("b")).isEmpty();
  }

  @Test
  void hasNothingWhereTheObjectIsNotItsOwn() {
    Positions positions =
        Positions.of(
            new JsonObject("{\"a\": 1, \"b\": {}, \"c\": {\"key\": \"x\", \"value\": \"0:1\"}}"));

    assertThat(positions.key("a")).isEmpty();
    assertThat(positions.key("b")).isEmpty();
    assertThat(positions.key("c")).isEmpty();
    assertThat(positions.value("c")).isEmpty();
  }

  @Test
  void whatJsonHasNoTypeForIsTold() {
    Positions positions =
        Positions.of(
            TomlDocument.parse(
                    "a = 1979-05-27\nb = [07:32:00, 'x', inf]\nc = 1979-05-27T07:32:00Z\nd = 1.5")
                .positions());
    assertThat(positions.written("a")).contains("date");
    assertThat(positions.written("b[0]")).contains("time");
    assertThat(positions.written("b[1]")).isEmpty();
    assertThat(positions.written("b[2]")).contains("float");
    assertThat(positions.written("c")).contains("date-time");
    assertThat(positions.written("d")).isEmpty();
    assertThat(positions.written("e")).isEmpty();
  }
}
