package dev.sluice.balancer.http.exchange;

/** Something under way, of which {@link Exchanges} keeps track. For one event loop. */
public interface Ongoing {

  /** Breaks it off; it removes itself. */
  void stop();

  /** Where it is kept, as it was told last. */
  int place();

  /** Is told where it is kept. */
  void place(int place);
}
