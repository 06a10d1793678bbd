package dev.sluice.balancer.config;

import java.util.List;

/**
 * Changes to the fields of a head, made in the order of the components.
 *
 * @param remove names, lower case
 * @param set in place of all fields of the name
 * @param add beside those that are there
 */
public record HeaderChanges(List<String> remove, List<Change> set, List<Change> add) {

  /** None. */
  public static final HeaderChanges NONE = new HeaderChanges(List.of(), List.of(), List.of());

  /** Takes copies. */
  public HeaderChanges {
    remove = List.copyOf(remove);
    set = List.copyOf(set);
    add = List.copyOf(add);
  }

  /**
   * A field.
   *
   * @param name lower case
   */
  public record Change(String name, Template value) {

    /** Without the value, which may be a secret. */
    @Override
    public String toString() {
      return name + "=***";
    }
  }

  /** Whether nothing is changed. */
  public boolean isEmpty() {
    return remove.isEmpty() && set.isEmpty() && add.isEmpty();
  }
}
