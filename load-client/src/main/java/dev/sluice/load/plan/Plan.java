package dev.sluice.load.plan;

import java.util.List;

/**
 * A whole run.
 *
 * @param targets at least one, taken in turn
 * @param pace how many and how fast
 * @param message what each request carries
 * @param wire how connections are held
 * @param keepAnswers whether the answers' text is kept for an observer (up to 64 KiB each)
 */
public record Plan(
    List<Target> targets, Pace pace, Message message, Wire wire, boolean keepAnswers) {

  /** Copies the targets. */
  public Plan {
    targets = List.copyOf(targets);
    if (targets.isEmpty()) {
      throw new IllegalArgumentException("a run needs at least one target");
    }
  }
}
