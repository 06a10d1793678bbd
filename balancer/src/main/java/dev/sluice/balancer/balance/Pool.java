package dev.sluice.balancer.balance;

import dev.sluice.balancer.config.Address;
import dev.sluice.balancer.config.Algorithm;
import dev.sluice.balancer.config.BackendConfig;
import dev.sluice.balancer.config.PoolConfig;
import dev.sluice.balancer.config.PoolPolicy;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * A group of backends and the algorithm that picks one of them; watches their health, and lets
 * requests wait when all are busy. Safe to use from any thread.
 *
 * <p>The data path calls {@link #pick}, {@link #choose} and {@link #acquire}, which read one
 * immutable selection and take no lock. Everything that changes the pool is handed to the control
 * executor, runs there one change after the other, and ends with a new selection. The stages that
 * such methods return complete there, once the change is in force.
 */
public final class Pool implements AutoCloseable {

  /** Above this size, changes that come in quick succession share one rebuild. */
  private static final int LARGE = 256;

  private static final long REBUILD_DELAY_NANOS = 10_000_000L;

  private final PoolContext context;
  private final SerialExecutor serial;
  private final Announcer announcer;
  private final Picker picker;
  private final Roster roster;
  private final SelectionBuilder builder;
  private final OutlierDetector outliers;
  private final Tuner tuner;
  // control executor only
  private boolean rebuildIsDue;
  private volatile PoolConfig config;
  private volatile boolean closed;

  /** Starts a pool: on return its members are taken in and their first checks are under way. */
  public Pool(PoolConfig config, PoolContext context) {
    Control control = new PoolControl();
    this.context = context;
    this.config = config;
    this.serial = new SerialExecutor(context.control());
    this.announcer = new Announcer(context.listener());
    this.roster = new Roster(context, control, config);
    this.tuner = new Tuner(context, control);
    this.outliers = new OutlierDetector((b, why) -> control.run(() -> roster.eject(b, why)));
    this.picker =
        new Picker(
            context.clock(),
            context.scheduler(),
            outliers,
            b -> control.run(() -> roster.drained(b)));
    this.builder = new SelectionBuilder(context, picker);
    serial.startWith(
        () -> {
          roster.start();
          configured(config);
          publish();
        });
  }

  /**
   * A pool that only picks: no checks, no ejections, no waiting, as nothing here can wake it up.
   *
   * @param random must be safe to use from every event loop
   */
  public Pool(PoolConfig config, RandomGenerator random) {
    this(
        new PoolConfig(
            config.name(),
            config.algorithm(),
            config.backends(),
            PoolPolicy.NONE,
            config.connections(),
            config.requestHeaders()),
        new PoolContext(System::nanoTime, (delay, task) -> () -> {}, random, Runnable::run));
  }

  // --- the data path

  /** Picks a backend that was not tried yet; empty when there is none at this moment. */
  public Optional<Lease> pick(Attempts attempts) {
    return picker.choose(attempts) instanceof Lease lease ? Optional.of(lease) : Optional.empty();
  }

  /**
   * Picks a backend that was not tried yet.
   *
   * @return a {@link Lease} or a {@link Refusal}
   */
  public Pick choose(Attempts attempts) {
    return picker.choose(attempts);
  }

  /**
   * Picks a backend that was not tried yet, or waits for one: while all usable ones are at their
   * limits, and in a new pool until its first checks have results.
   *
   * @param waiter is called only when a {@link Place} is returned; never before this returns if its
   *     executor is the event loop of the caller
   * @return a {@link Lease}, a {@link Refusal}, or a {@link Place} in the queue
   */
  public Pick acquire(Attempts attempts, Waiter waiter) {
    return picker.acquire(attempts, waiter);
  }

  // --- reading

  /** Unique among the pools of a balancer. */
  public String name() {
    return config.name();
  }

  /** The configuration in force. */
  public PoolConfig config() {
    return config;
  }

  /** The algorithm in force. */
  public Algorithm algorithm() {
    return config.algorithm();
  }

  /**
   * All members, in the order they came, those included that leave once they have drained. The same
   * list until the members or their states change.
   */
  public List<Backend> backends() {
    return picker.selection().members();
  }

  /** The member of an address. */
  public Optional<Backend> backend(Address address) {
    return backends().stream().filter(b -> b.address().equals(address)).findFirst();
  }

  /** Every member at this moment. */
  public List<BackendView> view() {
    return backends().stream().map(Backend::view).toList();
  }

  /** Leases that have not ended. */
  public long active() {
    return picker.active();
  }

  /** How many wait for a backend. */
  public int waiting() {
    return picker.queue().size();
  }

  /** Whether too few backends are usable, so that all are used. */
  public boolean panics() {
    return picker.selection().panic();
  }

  // --- changing

  /** Sets what the operator wants of a backend; false when there is none of that address. */
  public CompletionStage<Boolean> setIntent(Address address, Intent intent) {
    return withMember(
        address, b -> roster.order(b, intent, "set to " + intent.id() + " by the operator"));
  }

  /**
   * Sets the weight of a backend, until its configuration gives it another one; false when there is
   * none of that address.
   *
   * @param weight 1 to 65535
   */
  public CompletionStage<Boolean> setWeight(Address address, int weight) {
    if (weight < 1 || weight > 65535) {
      throw new IllegalArgumentException("weight " + weight + "; allowed: 1 to 65535");
    }
    return withMember(address, b -> roster.weigh(b, weight));
  }

  /**
   * Adds a backend, until the next {@link #update} without it; false when there is one of that
   * address already. One that was leaving stays.
   */
  public CompletionStage<Boolean> add(BackendConfig backend) {
    return change(
        () -> {
          boolean isNew = roster.member(backend.address()).filter(b -> !b.leaving()).isEmpty();
          if (isNew) {
            roster.add(backend);
          }
          return isNew;
        });
  }

  /** Removes a backend once its leases have ended; false when there is none of that address. */
  public CompletionStage<Boolean> remove(Address address) {
    return change(() -> roster.remove(address));
  }

  /**
   * Takes over another configuration. Members that stay keep their state, their counters and what
   * the operator has set; the others leave once their leases have ended.
   */
  public CompletionStage<Boolean> update(PoolConfig next) {
    return change(
        () -> {
          roster.update(next);
          configured(next);
          return true;
        });
  }

  /** Stops checks and timers and sends away who waits. Leases may still end. */
  @Override
  public void close() {
    closed = true;
    serial.execute(
        () -> {
          roster.close();
          tuner.enable(false);
          picker.queue().refuseAll(Refusal.ALL_BACKENDS_DOWN);
        });
  }

  private CompletionStage<Boolean> withMember(Address address, Consumer<Backend> change) {
    return change(
        () -> {
          Optional<Backend> member = roster.member(address);
          member.ifPresent(change);
          return member.isPresent();
        });
  }

  private CompletionStage<Boolean> change(Supplier<Boolean> change) {
    CompletableFuture<Boolean> done = new CompletableFuture<>();
    serial.execute(
        () -> {
          try {
            boolean result = change.get();
            publish();
            done.complete(result);
          } catch (RuntimeException e) {
            done.completeExceptionally(e);
          }
        });
    return done;
  }

  private void configured(PoolConfig next) {
    config = next;
    outliers.configure(next.policy().outlier());
    tuner.enable(next.algorithm() == Algorithm.ADAPTIVE);
  }

  private void publish() {
    if (roster.takeDirty()) {
      // A rebuild is linear: ten thousand first checks must not cause as many. What went down is
      // not used meanwhile, since every pick looks at the state of its backend.
      if (picker.selection() == null || roster.members().size() <= LARGE) {
        rebuild();
      } else if (!rebuildIsDue) {
        rebuildIsDue = true;
        context.scheduler().schedule(REBUILD_DELAY_NANOS, () -> serial.execute(this::rebuildLate));
      }
    }
    roster.takeNews().forEach(announcer::tell);
  }

  private void rebuildLate() {
    rebuildIsDue = false;
    rebuild();
  }

  private void rebuild() {
    Selection before = picker.selection();
    Selection after = builder.build(roster.config(), roster.members());
    picker.publish(after, roster.config().policy().queue());
    if (before != null && before.panic() != after.panic()) {
      announcer.tell(l -> l.panicked(name(), after.panic()));
    }
  }

  private final class PoolControl implements Control {

    @Override
    public void run(Runnable change) {
      serial.execute(
          () -> {
            if (!closed) {
              change.run();
              publish();
            }
          });
    }

    @Override
    public void apply(Backend backend, Transition transition, String why) {
      roster.apply(backend, transition, why);
    }

    @Override
    public Collection<Backend> members() {
      return roster.members();
    }

    @Override
    public void reweighed() {
      roster.reweighed();
    }
  }
}
