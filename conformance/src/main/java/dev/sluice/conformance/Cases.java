package dev.sluice.conformance;

import java.util.List;
import java.util.stream.Stream;

/** Every case there is. */
final class Cases {

  private Cases() {}

  static List<Case> all() {
    return Stream.of(
            RoutingCases.all(),
            FieldCases.all(),
            HopCases.all(),
            UpgradeCases.all(),
            SemanticsCases.all(),
            InterimCases.all(),
            SyntaxCases.all(),
            FramingCases.all(),
            ChunkCases.all(),
            AnswerCases.all(),
            ConnectionCases.all(),
            BreakCases.all(),
            SplitCases.all(),
            Http2Cases.all())
        .flatMap(List::stream)
        .toList();
  }
}
