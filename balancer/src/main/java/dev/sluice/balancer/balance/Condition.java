package dev.sluice.balancer.balance;

/**
 * The state of a backend: two independent sides, and what each {@link Transition} makes of them. A
 * transition that does not apply changes nothing, so a late observation never undoes an order.
 */
record Condition(Intent intent, Observed observed) {

  /** Of a new backend. */
  static final Condition INITIAL = new Condition(Intent.READY, Observed.STARTING);

  /** Whether it takes new traffic. */
  boolean usable() {
    return intent == Intent.READY && observed == Observed.UP;
  }

  /** What follows from a transition; this very object when nothing does. */
  Condition after(Transition transition) {
    return switch (transition) {
      case CHECKS_PASSED, PRESUMED_UP, CHECKS_FAILED, EJECTED, EJECTION_OVER ->
          seen(observedAfter(transition));
      case MADE_READY -> ordered(Intent.READY);
      case DRAINED -> ordered(Intent.DRAIN);
      case SENT_TO_MAINTENANCE -> ordered(Intent.MAINTENANCE);
    };
  }

  private Observed observedAfter(Transition transition) {
    return switch (transition) {
      // An ejected one stays so for its time: it failed real traffic while its checks passed.
      case CHECKS_PASSED -> observed == Observed.EJECTED ? observed : Observed.UP;
      case PRESUMED_UP -> observed == Observed.STARTING ? Observed.UP : observed;
      case CHECKS_FAILED -> Observed.DOWN;
      case EJECTED -> usable() ? Observed.EJECTED : observed;
      case EJECTION_OVER -> observed == Observed.EJECTED ? Observed.UP : observed;
      default -> throw new IllegalArgumentException(transition.name());
    };
  }

  private Condition seen(Observed next) {
    // Under maintenance nothing counts: it may be half taken apart.
    return next == observed || intent == Intent.MAINTENANCE ? this : new Condition(intent, next);
  }

  private Condition ordered(Intent next) {
    if (next == intent) {
      return this;
    }
    // What was known before a maintenance is no longer worth anything.
    return new Condition(next, intent == Intent.MAINTENANCE ? Observed.STARTING : observed);
  }

  /** Both sides in one word. */
  BackendState state() {
    return switch (intent) {
      case MAINTENANCE -> BackendState.MAINTENANCE;
      case DRAIN -> BackendState.DRAINING;
      case READY ->
          switch (observed) {
            case STARTING -> BackendState.STARTING;
            case UP -> BackendState.UP;
            case EJECTED -> BackendState.EJECTED;
            case DOWN -> BackendState.DOWN;
          };
    };
  }
}
