package dev.sluice.balancer.simulate.report;

import dev.sluice.balancer.config.Algorithm;

/** Colours for light and dark: a hue for each family of algorithms, dashes within it. */
final class Style {

  static final String SVG =
      """
      .sluice { color-scheme: light dark; --ink: #1c2430; --page: #ffffff; --rule: #d9dee6;
        --blue: #1864ab; --grey: #6b7684; --green: #2b7a39; --red: #c92a2a; --violet: #7b3fb5;
        --amber: #a85b00; --on: #ffffff; }
      @media (prefers-color-scheme: dark) { .sluice { --ink: #e6eaf0; --page: #14181f;
        --rule: #323a46; --blue: #74c0fc; --grey: #a3adba; --green: #7bd88f; --red: #ff8787;
        --violet: #cfa6ff; --amber: #ffc078; --on: #14181f; } }
      .sluice text { font: 13px system-ui, sans-serif; fill: var(--ink); }
      .sluice .head { font-size: 16px; font-weight: 600; }
      .sluice .page { fill: var(--page); }
      .sluice path { fill: none; stroke-width: 2; }
      .sluice .grid { stroke: var(--rule); stroke-width: 1; }
      .sluice .on { fill: var(--on); font-size: 12px; }
      .sluice rect { stroke: var(--page); stroke-width: 1; }
      .blue path { stroke: var(--blue); } .grey path { stroke: var(--grey); }
      .green path { stroke: var(--green); } .red path { stroke: var(--red); }
      .violet path { stroke: var(--violet); } .amber path { stroke: var(--amber); }
      .dashed path { stroke-dasharray: 7 4; } .dotted path { stroke-dasharray: 2 3; }
      .piece0 { fill: var(--blue); } .piece1 { fill: var(--green); }
      .piece2 { fill: var(--violet); } .piece3 { fill: var(--amber); }
      .piece4 { fill: var(--grey); } .piece5 { fill: var(--red); }
      """;

  private static final int PIECES = 6;

  private Style() {}

  /** The classes of an algorithm's line. */
  static String line(Algorithm algorithm) {
    return switch (algorithm) {
      case ROUND_ROBIN -> "blue";
      case WEIGHTED_ROUND_ROBIN -> "blue dashed";
      case RANDOM -> "grey";
      case WEIGHTED_RANDOM -> "grey dashed";
      case LEAST_CONNECTIONS -> "green";
      case POWER_OF_TWO -> "green dashed";
      case LEAST_LATENCY -> "red";
      case ADAPTIVE -> "amber";
      case IP_HASH -> "violet";
      case CONSISTENT_HASH -> "violet dashed";
      case MAGLEV -> "violet dotted";
    };
  }

  /** The class of a backend's piece of a bar. */
  static String piece(int backend) {
    return "piece" + backend % PIECES;
  }
}
