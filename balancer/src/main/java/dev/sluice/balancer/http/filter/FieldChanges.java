package dev.sluice.balancer.http.filter;

import dev.sluice.balancer.config.HeaderChanges;
import dev.sluice.balancer.config.Template;
import dev.sluice.balancer.http.head.FieldName;
import dev.sluice.balancer.http.head.HeadEdits;
import java.util.List;

/** {@code request-headers} or {@code response-headers}. Immutable; for any thread. */
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

  private static List<Change> compile(List<HeaderChanges.Change> changes) {
    return changes.stream().map(c -> new Change(FieldName.of(c.name()), c.value())).toList();
  }

  /** Makes them. */
  public void apply(Scene scene, HeadEdits edits) {
    for (FieldName name : remove) {
      edits.remove(name);
    }
    for (Change change : set) {
      String value = TextMaker.fill(change.value(), scene);
      if (change.name().equals(FieldName.HOST)) {
        edits.authority(value);
      } else {
        edits.set(change.name(), value);
      }
    }
    for (Change change : add) {
      edits.add(change.name(), TextMaker.fill(change.value(), scene));
    }
  }
}
