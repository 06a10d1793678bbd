package dev.sluice.bench.harness.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.bench.harness.contender.Contender;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class LineupTest {

  private static final List<String> AUTO = List.of("auto");

  @Test
  void sluiceTakesPartOnceWithEachTransport() {
    assertThat(names(Lineup.of(Scenario.TCP, List.of("auto", "epoll"))))
        .containsExactly("sluice", "sluice-epoll", "haproxy", "nginx");
    assertThat(names(Lineup.of(Scenario.BULK, List.of("nio"))))
        .containsExactly("sluice-nio", "sluice-nio-buffers", "haproxy", "haproxy-splice", "nginx");
  }

  @Test
  void variantsDifferInTheirSettings() {
    List<Contender> bulk = Lineup.of(Scenario.BULK, List.of("epoll"));

    assertThat(bulk.get(0).settings())
        .containsEntry("SPLICE", "")
        .containsEntry("TRANSPORT", "epoll");
    assertThat(bulk.get(1).settings()).containsEntry("SPLICE", "splice = false");
    assertThat(bulk.get(2).settings()).containsEntry("SPLICE", "");
    assertThat(bulk.get(3).settings()).containsEntry("SPLICE", "option splice-auto");
  }

  @ParameterizedTest
  @EnumSource
  void everyAimIsAgainstSomebodyWhoTakesPart(Scenario scenario) {
    List<String> peers = names(Lineup.of(scenario, AUTO).stream().filter(c -> !c.ours()).toList());

    assertThat(scenario.cases())
        .isNotEmpty()
        .flatExtracting(Case::goals)
        .flatExtracting(Goal::peers)
        .isSubsetOf(peers);
    assertThat(scenario.cases())
        .allSatisfy(kind -> assertThat(kind.columns()).contains(kind.key()));
  }

  @Test
  void knowsTheNamesOfWhatIsToRun() {
    List<Scenario> some = List.of(Scenario.TCP, Scenario.HTTP);

    assertThat(Lineup.unknown(Set.of("caddy", "haproxy"), some, AUTO)).isEmpty();
    assertThat(Lineup.unknown(Set.of("caddy", "haproxy-splice", "envoy"), some, AUTO))
        .containsExactly("envoy", "haproxy-splice");
  }

  @Test
  void scenariosHaveNames() {
    assertThat(Scenario.named("bulk")).isEqualTo(Scenario.BULK);
    assertThatThrownBy(() -> Scenario.named("BULK!"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "unknown scenario \"BULK!\"; expected all or some of"
                + " tcp, bulk, connections, idle, tls, http");
  }

  private static List<String> names(List<Contender> contenders) {
    return contenders.stream().map(Contender::name).toList();
  }
}
