package dev.sluice.balancer.http.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.balancer.config.ForwardConfig.Named;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConditionTest {

  private static Condition header(String value) {
    return HeaderCondition.of(
        new Named("x-canary", value.equals("*") ? Optional.empty() : Optional.of(value)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1    | 1          | true",
        "1    | 2          | false",
        "1    | 11         | false",
        "11   | 1          | false",
        "1    | 1, 2       | true",
        "1    | 2,1        | true",
        "1    | 2 ,\t1     | true",
        "1    | 2,\t1 ,3   | true",
        "1    | 2, 11      | false",
        "1, 2 | 1, 2       | true",
        "a    | A          | false",
        "*    | anything   | true",
        "''   | ''         | true",
        "''   | 1,,2       | true",
        "''   | 1          | false",
        "*    | ''         | true",
      })
  void aHeaderHasAValueAsAWholeOrInAList(String wanted, String came, boolean holds) {
    assertThat(header(wanted).holds(Asked.get("h", "/", "X-Canary", came))).isEqualTo(holds);
  }

  @Test
  void anyOfSeveralLinesWillDo() {
    Asked twice = Asked.get("h", "/", "x-canary", "0", "x-canary", "1");
    assertThat(header("1").holds(twice)).isTrue();
    assertThat(header("2").holds(twice)).isFalse();
    assertThat(header("*").holds(Asked.get("h", "/", "x-other", "1"))).isFalse();
    assertThat(header("").holds(Asked.get("h", "/"))).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "v   | 1   | /?v=1            | true",
        "v   | 1   | /?v=2            | false",
        "v   | 1   | /?v=11           | false",
        "v   | 11  | /?v=1            | false",
        "v   | 1   | /                | false",
        "v   | 1   | /?               | false",
        "v   | 1   | /v=1             | false",
        "v   | 1   | /?a&v=1          | true",
        "v   | 1   | /?v=2&v=1&b      | true",
        "v   | 1   | /?xv=1&vx=1      | false",
        "v   | 1   | /?V=1            | false",
        "v   | 1   | /?%76=%31        | true",
        "v   | a=b | /?v=a=b          | true",
        "v   | a b | /?v=a+b          | true",
        "v   | a b | /?v=a%20b        | true",
        "v   | a+b | /?v=a%2bb        | true",
        "v   | é   | /?v=%C3%A9       | true",
        "v   | é   | /?v=%E9          | false",
        "v   | %zz | /?v=%zz          | true",
        "v   | %4  | /?v=%4           | true",
        "v   | a   | /?v=%6           | false",
        "v   | 1   | /?v=%31%         | false",
        "v   | ''  | /?v              | true",
        "v   | ''  | /?v=             | true",
        "v   | ''  | /?a&v&b=1        | true",
        "v   | ''  | /?v=1            | false",
        "v   | *   | /?v              | true",
        "v   | *   | /?a=1&v=2        | true",
        "v   | *   | /?a=v            | false",
        "v   | *   | /?vv             | false",
        "a&b | 1   | /?a%26b=1        | true",
        "v   | 1   | /?a?v=1          | false",
      })
  void aParameterHasAValue(String name, String value, String target, boolean holds) {
    Named query = new Named(name, value.equals("*") ? Optional.empty() : Optional.of(value));
    assertThat(QueryCondition.of(query).holds(Asked.get("h", target))).isEqualTo(holds);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "example.com      | example.com",
        "Example.COM      | example.com",
        "example.com:8080 | example.com",
        "example.com.     | example.com",
        "example.com.:80  | example.com",
        "example.com:     | example.com",
        "[::1]:80         | [::1]",
        "[2001:DB8::1]    | [2001:db8::1]",
        "[::1             | [::1",
        "''               | ''",
        ".                | ''",
        ":80              | ''",
      })
  void aHostIsComparedWithoutPortAndCase(String authority, String host) {
    assertThat(Hosts.bare(authority)).isEqualTo(host);
  }

  @Test
  void aHostThatIsBareAlreadyIsTheSameObject() {
    String host = "www.example.com";
    assertThat(Hosts.bare(host)).isSameAs(host);
  }
}
