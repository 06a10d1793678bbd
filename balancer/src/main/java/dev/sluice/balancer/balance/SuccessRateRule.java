package dev.sluice.balancer.balance;

import dev.sluice.balancer.balance.Traffic.Totals;
import dev.sluice.balancer.config.OutlierConfig.SuccessRate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Finds backends whose share of successes lies too far below that of the others: so many standard
 * deviations below their mean, and at least the minimum gap. Each is compared with the rest, itself
 * left out; with itself counted in, one bad backend of three could never lie 1.5 deviations away.
 */
final class SuccessRateRule {

  private SuccessRateRule() {}

  /**
   * A backend that lags behind.
   *
   * @param rate its share of successes, 0 to 1
   * @param expected the share below which it is an outlier
   */
  record Outlier(Backend backend, double rate, double expected) {}

  /**
   * The outliers of a window, worst first.
   *
   * @param window what each backend did in it
   */
  static List<Outlier> find(Map<Backend, Totals> window, SuccessRate rule) {
    List<Outlier> judged = new ArrayList<>();
    double sum = 0;
    double squares = 0;
    for (Map.Entry<Backend, Totals> entry : window.entrySet()) {
      Totals totals = entry.getValue();
      if (totals.requests() > 0 && totals.requests() >= rule.minimumRequests()) {
        double rate = (double) totals.successes() / totals.requests();
        judged.add(new Outlier(entry.getKey(), rate, 0));
        sum += rate;
        squares += rate * rate;
      }
    }
    if (judged.size() < Math.max(2, rule.minimumBackends())) {
      return List.of();
    }
    List<Outlier> outliers = new ArrayList<>();
    int others = judged.size() - 1;
    for (Outlier one : judged) {
      double mean = (sum - one.rate()) / others;
      double variance = Math.max(0, (squares - one.rate() * one.rate()) / others - mean * mean);
      double gap = Math.max(rule.minimumGap(), rule.deviations() * Math.sqrt(variance));
      // The sums leave errors of rounding that must not decide.
      if (one.rate() < mean - gap - 1e-9) {
        outliers.add(new Outlier(one.backend(), one.rate(), mean - gap));
      }
    }
    outliers.sort(Comparator.comparingDouble(Outlier::rate));
    return outliers;
  }
}
