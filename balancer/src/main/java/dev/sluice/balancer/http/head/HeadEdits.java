package dev.sluice.balancer.http.head;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * What is changed in a head on its way: the head itself stays as it came, and each carrier writes
 * it with the changes made. Fields that belong to the hop ({@code Connection} and what it names,
 * {@code Transfer-Encoding} and the like) are dropped by the carriers on their own, and framing is
 * theirs too. For one thread.
 */
public final class HeadEdits {

  // Each request has two of these: nothing is made before it is needed.
  private static final FieldName[] NO_NAMES = {};
  private static final String[] NO_VALUES = {};
  private static final int USUAL = 8;

  private FieldName[] names = NO_NAMES;
  private String[] values = NO_VALUES;
  private int added;
  private List<FieldName> removed = List.of();
  private long removedNumbers;
  private Optional<String> target = Optional.empty();
  private Optional<String> authority = Optional.empty();

  /** Drops every field of this name, those added here before included. */
  public HeadEdits remove(FieldName name) {
    if (!removes(name)) {
      if (name.number() == FieldName.UNKNOWN) {
        if (removed.isEmpty()) {
          removed = new ArrayList<>(2);
        }
        removed.add(name);
      } else {
        removedNumbers |= 1L << name.number();
      }
    }
    int kept = 0;
    for (int i = 0; i < added; i++) {
      if (!names[i].equals(name)) {
        names[kept] = names[i];
        values[kept++] = values[i];
      }
    }
    added = kept;
    return this;
  }

  /** One more behind the others. */
  public HeadEdits add(FieldName name, String value) {
    if (added == names.length) {
      int room = Math.max(USUAL, 2 * added);
      names = Arrays.copyOf(names, room);
      values = Arrays.copyOf(values, room);
    }
    names[added] = name;
    values[added++] = value;
    return this;
  }

  /** In place of all of this name. */
  public HeadEdits set(FieldName name, String value) {
    return remove(name).add(name, value);
  }

  /** Another path and query. */
  public HeadEdits target(String other) {
    target = Optional.of(other);
    return this;
  }

  /** Another {@code Host}; empty for none, which only HTTP/1.0 allows. */
  public HeadEdits authority(String other) {
    authority = Optional.of(other);
    return this;
  }

  /** The target to send instead. */
  public Optional<String> target() {
    return target;
  }

  /** The authority to send instead. */
  public Optional<String> authority() {
    return authority;
  }

  /** Whether fields of this name, as they came, are dropped. */
  public boolean removes(FieldName name) {
    return name.number() == FieldName.UNKNOWN
        ? !removed.isEmpty() && removed.contains(name)
        : (removedNumbers >>> name.number() & 1) != 0;
  }

  /** The numbers of the names that {@link #removes} is true for, as bits. */
  public long removedNumbers() {
    return removedNumbers;
  }

  /** The names without a number that are dropped. */
  public List<FieldName> removedOthers() {
    return removed;
  }

  /** How many fields are added. */
  public int added() {
    return added;
  }

  /** The name of one that is added, by its place from 0. */
  public FieldName addedName(int place) {
    return names[place];
  }

  /** Its value. */
  public String addedValue(int place) {
    return values[place];
  }

  /** The fields of a head as they go on, in order: what came and stays, then what is added. */
  public void forEach(Fields came, BiConsumer<String, String> taker) {
    came.forEach(
        (name, value) -> {
          if (!removes(FieldName.of(name))) {
            taker.accept(name, value);
          }
        });
    for (int i = 0; i < added; i++) {
      taker.accept(names[i].text(), values[i]);
    }
  }

  /** The first value that goes on under a name. */
  public Optional<String> first(Fields came, FieldName name) {
    Optional<String> kept = removes(name) ? Optional.empty() : came.first(name);
    if (kept.isPresent()) {
      return kept;
    }
    for (int i = 0; i < added; i++) {
      if (names[i].equals(name)) {
        return Optional.of(values[i]);
      }
    }
    return Optional.empty();
  }
}
