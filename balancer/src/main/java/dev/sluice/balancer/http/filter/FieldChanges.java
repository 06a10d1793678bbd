package dev.sluice.balancer.http.filter;

import dev.sluice.balancer.config.HeaderChanges;
import dev.sluice.balancer.config.Template;
import dev.sluice.balancer.http.head.FieldName;
import dev.sluice.balancer.http.head.HeadEdits;
import dev.sluice.balancer.http.stream.MessageFilter.Subject;
import java.util.List;
import java.util.Optional;

/**
 * {@code request-headers} of a rule or a pool, or {@code response-headers}. Immutable; for any
 * thread.
 */
public final class FieldChanges {

  private record Change(FieldName name, Template value) {}

  private final List<FieldName> remove;
  private final List<Change> set;
  private final List<Change> add;

  /** As configured. */
  public FieldChanges(HeaderChanges config) {
    this.remove = config.remove().stream().map(FieldName::of).toList();
    this.set = compile(config.set());
    this.add = compile(config.add());
  }

  /** Empty where nothing is changed. */
  public static Optional<FieldChanges> of(HeaderChanges config) {
    return config.isEmpty() ? Optional.empty() : Optional.of(new FieldChanges(config));
  }

  private static List<Change> compile(List<HeaderChanges.Change> changes) {
    return changes.stream().map(c -> new Change(FieldName.of(c.name()), c.value())).toList();
  }

  /** Makes them. */
  public void apply(Subject subject, HeadEdits edits) {
    for (FieldName name : remove) {
      edits.remove(name);
    }
    for (Change change : set) {
      String value = TextMaker.fill(change.value(), subject);
      if (!change.name().equals(FieldName.HOST)) {
        edits.set(change.name(), value);
      } else if (!value.isEmpty()) {
        // Of a variable that stands for nothing: HTTP/1.1 needs a host.
        edits.authority(value);
      }
    }
    for (Change change : add) {
      edits.add(change.name(), TextMaker.fill(change.value(), subject));
    }
  }
}
