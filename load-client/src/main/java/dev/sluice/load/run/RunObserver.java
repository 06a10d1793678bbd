package dev.sluice.load.run;

import dev.sluice.load.carrier.Answer;
import dev.sluice.load.carrier.ExchangeException;

/** Told of every request as it ends, warm-up included; called on event loops, so be quick. */
public interface RunObserver {

  /** A request was answered. */
  void answered(Answer answer);

  /** A request failed without an answer. */
  void failed(ExchangeException failure);
}
