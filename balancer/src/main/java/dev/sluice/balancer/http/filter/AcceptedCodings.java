package dev.sluice.balancer.http.filter;

import dev.sluice.balancer.config.CompressConfig.Coding;
import dev.sluice.balancer.http.head.FieldName;
import dev.sluice.balancer.http.head.Fields;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Which of some codings a client likes best (RFC 9110, section 12.5.3). */
public final class AcceptedCodings {

  private AcceptedCodings() {}

  /**
   * The one of the highest weight, of several the first; empty when the client takes none of them,
   * or says nothing of codings.
   */
  public static Optional<Coding> best(Fields request, List<Coding> offered) {
    String accepted = String.join(",", request.all(FieldName.ACCEPT_ENCODING));
    Optional<Coding> best = Optional.empty();
    double most = 0;
    for (Coding coding : offered) {
      double weight = weight(accepted, coding.id());
      if (weight > most) {
        most = weight;
        best = Optional.of(coding);
      }
    }
    return best;
  }

  // What is named counts more than the asterisk, wherever they stand.
  private static double weight(String accepted, String coding) {
    double any = 0;
    for (String element : accepted.split(",")) {
      String[] parts = element.split(";", -1);
      String name = parts[0].strip().toLowerCase(Locale.ROOT);
      if (name.equals(coding) || (name.equals("x-gzip") && coding.equals("gzip"))) {
        return quality(parts);
      }
      if (name.equals("*")) {
        any = quality(parts);
      }
    }
    return any;
  }

  // A weight that can't be read is taken for a refusal: an answer as it is suits everybody.
  private static double quality(String[] parts) {
    for (int i = 1; i < parts.length; i++) {
      String parameter = parts[i].strip().toLowerCase(Locale.ROOT);
      if (parameter.startsWith("q=")) {
        try {
          double quality = Double.parseDouble(parameter.substring(2).strip());
          return quality >= 0 && quality <= 1 ? quality : 0;
        } catch (NumberFormatException notANumber) {
          return 0;
        }
      }
    }
    return 1;
  }
}
