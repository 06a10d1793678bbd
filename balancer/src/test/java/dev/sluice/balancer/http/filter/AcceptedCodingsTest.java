package dev.sluice.balancer.http.filter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.balancer.config.CompressConfig.Coding;
import dev.sluice.balancer.http.head.FieldList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AcceptedCodingsTest {

  private static String best(List<Coding> offered, String... accepted) {
    FieldList fields = FieldList.of();
    for (String value : accepted) {
      fields.add(dev.sluice.balancer.http.head.FieldName.ACCEPT_ENCODING, value);
    }
    return AcceptedCodings.best(fields, offered).map(Coding::id).orElse("");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gzip                            | gzip",
        "x-gzip                          | gzip",
        "GZIP                            | gzip",
        "gzip, deflate, br, zstd         | br",
        "gzip;q=1.0, br;q=0.5            | gzip",
        "gzip;q=0.5, zstd;q=0.8          | zstd",
        "br;q=0, *                       | zstd",
        "*                               | br",
        "*;q=0, gzip                     | gzip",
        "gzip;q=0                        | ''",
        "gzip;q=0.000                    | ''",
        "gzip;Q=0.5                      | gzip",
        "gzip ; q = 1                    | gzip",
        "identity                        | ''",
        "identity;q=0.5, gzip;q=0.1      | gzip",
        "deflate                         | ''",
        "''                              | ''",
        "gzip;q=2                        | ''",
        "gzip;q=-1                       | ''",
        "gzip;q=NaN                      | ''",
        "gzip;q=x, br;q=0.1              | br",
        "gzip;q=                         | ''",
        "gzipped                         | ''",
        ",,;,gzip;,                      | gzip",
        ";q=1                            | ''",
      })
  void takesWhatTheClientLikesBest(String accepted, String coding) {
    assertThat(best(List.of(Coding.values()), accepted)).isEqualTo(coding);
  }

  @Test
  void prefersWhatIsConfiguredFirst() {
    assertThat(best(List.of(Coding.GZIP, Coding.BR), "br, gzip")).isEqualTo("gzip");
    assertThat(best(List.of(), "br, gzip")).isEmpty();
  }

  @Test
  void readsSeveralFieldsAsOne() {
    assertThat(best(List.of(Coding.values()), "gzip;q=0.1", "zstd")).isEqualTo("zstd");
    assertThat(best(List.of(Coding.values()))).isEmpty();
  }
}
