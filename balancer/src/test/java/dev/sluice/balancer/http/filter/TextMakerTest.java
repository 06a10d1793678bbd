package dev.sluice.balancer.http.filter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.balancer.balance.Pool;
import dev.sluice.balancer.balance.PoolContext;
import dev.sluice.balancer.balance.VirtualTime;
import dev.sluice.balancer.config.Address;
import dev.sluice.balancer.config.Algorithm;
import dev.sluice.balancer.config.BackendConfig;
import dev.sluice.balancer.config.PoolConfig;
import dev.sluice.balancer.config.Template;
import dev.sluice.balancer.config.Template.Literal;
import dev.sluice.balancer.config.Template.Variable;
import dev.sluice.balancer.http.stream.Client;
import dev.sluice.balancer.http.stream.MessageFilter.Origin;
import dev.sluice.balancer.http.stream.MessageFilter.Subject;
import dev.sluice.balancer.http.stream.MessageFilter.Target;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TextMakerTest {

  private static String fill(Variable variable, Subject subject) {
    return TextMaker.fill(
        new Template(List.of(new Literal("<"), new Template.Of(variable), new Literal(">"))),
        subject);
  }

  @ParameterizedTest
  @CsvSource({
    "CLIENT_IP, 192.0.2.7",
    "CLIENT_PORT, 4711",
    "REQUEST_ID, id-1",
    "SERVER, edge",
    "RULE, api",
    "POOL, web",
    "BACKEND, '10.0.0.9:80'",
    "METHOD, PUT",
    "SCHEME, https",
    "HOST, shop.example",
    "URI, '/a%20b?x=1?y'",
    "PATH, /a%20b",
    "QUERY, x=1?y",
  })
  void knowsEveryVariable(Variable variable, String text) {
    VirtualTime time = new VirtualTime();
    BackendConfig backend = new BackendConfig(new Address("10.0.0.9", 80), 1);
    Pool pool =
        new Pool(
            new PoolConfig("web", Algorithm.ROUND_ROBIN, List.of(backend)),
            new PoolContext(time, time, new Random(1), Runnable::run));
    Subject subject = Asked.of("PUT", "/a%20b?x=1?y").subject(pool.backends().stream().findFirst());
    assertThat(fill(variable, subject)).isEqualTo("<" + text + ">");
  }

  /** The table above has all of them. */
  @ParameterizedTest
  @EnumSource
  void isEmptyWhereThereIsNoSuchThing(Variable variable) {
    Subject nobody =
        new Subject(
            Asked.get("*").authority(""),
            new Client(UnixDomainSocketAddress.of("/c"), UnixDomainSocketAddress.of("/s"), false),
            "",
            new Origin("", ""),
            Target.NONE);
    String text =
        switch (variable) {
          case METHOD -> "GET";
          case SCHEME -> "https";
          case URI, PATH -> "*";
          default -> "";
        };
    assertThat(fill(variable, nobody)).isEqualTo("<" + text + ">");
  }

  @ParameterizedTest
  @CsvSource({
    "example.com, example.com",
    "example.com:80, example.com",
    "'[2001:db8::1]', '[2001:db8::1]'",
    "'[2001:db8::1]:80', '[2001:db8::1]'",
    "'', ''",
  })
  void takesThePortOffAHost(String authority, String host) {
    assertThat(fill(Variable.HOST, Asked.get("/").authority(authority).subject()))
        .isEqualTo("<" + host + ">");
  }

  @Test
  void writesAddressesOfVersionSixInShort() throws UnknownHostException {
    SocketAddress source = new InetSocketAddress(InetAddress.getByName("2001:db8:0:0::1"), 9);
    Subject subject =
        new Subject(
            Asked.get("/"),
            new Client(source, source, false),
            "",
            Asked.get("/").subject().origin(),
            Target.NONE);
    assertThat(fill(Variable.CLIENT_IP, subject)).isEqualTo("<2001:db8::1>");
  }

  @Test
  void takesTheFirstFieldOfAName() {
    Template template = new Template(List.of(new Template.Header("x-a")));
    Asked twice = Asked.get("/").with("X-A", "1").with("x-a", "2");
    assertThat(TextMaker.fill(template, twice.subject())).isEqualTo("1");
    assertThat(TextMaker.fill(template, Asked.get("/").subject())).isEmpty();
  }

  @Test
  void putsInWhatGroupsMatched() {
    Template template =
        new Template(
            List.of(
                new Template.Group(0),
                new Literal("|"),
                new Template.Group(1),
                new Literal("|"),
                new Template.Group(2),
                new Literal("|"),
                new Template.Group(9)));
    Matcher matcher = Pattern.compile("a(b)?(c)").matcher("xacx");
    assertThat(matcher.find()).isTrue();
    assertThat(
            TextMaker.fill(
                template, Asked.get("/").subject(), group -> TextMaker.group(matcher, group)))
        .isEqualTo("ac||c|");
    assertThat(TextMaker.fill(template, Asked.get("/").subject())).isEqualTo("|||");
  }

  @Test
  void leavesTextsWithoutVariablesAlone() {
    assertThat(TextMaker.fill(Template.of("$1 {x}"), Asked.get("/").subject())).isEqualTo("$1 {x}");
    assertThat(TextMaker.fill(Template.of(""), Asked.get("/").subject())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "/a?b=c#d, /a?b=c#d",
    "'/a b', /a%20b",
    "'/a\\b', /a%5Cb",
    "'/\"<>', /%22%3C%3E",
    "/%2f, /%2f",
  })
  void encodesWhatNoUriCanHave(String uri, String encoded) {
    assertThat(TextMaker.encoded(uri)).isEqualTo(encoded);
    assertThat(TextMaker.encoded("/\u00e9\u007f\t")).isEqualTo("/%E9%7F%09");
  }
}
