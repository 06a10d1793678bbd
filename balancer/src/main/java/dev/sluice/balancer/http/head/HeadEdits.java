package dev.sluice.balancer.http.head;

import java.util.ArrayList;
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

  private final List<FieldName> removed = new ArrayList<>(8);

  private final List<FieldName> names = new ArrayList<>(8);
  private final List<String> values = new ArrayList<>(8);
  private long removedNumbers;
  private Optional<String> target = Optional.empty();
  private Optional<String> authority = Optional.empty();

  /** Drops every field of this name, those added here before included. */
  public HeadEdits remove(FieldName name) {
    if (!removes(name)) {
      if (name.number() == FieldName.UNKNOWN) {
        removed.add(name);
      } else {
        removedNumbers |= 1L << name.number();
      }
    }
    for (int i = names.size() - 1; i >= 0; i--) {
      if (names.get(i).equals(name)) {
        names.remove(i);
        values.remove(i);
      }
    }
    return this;
  }

  /** One more behind the others. */
  public HeadEdits add(FieldName name, String value) {
    names.add(name);
    values.add(value);
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
        ? removed.contains(name)
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
    return names.size();
  }

  /** The name of one that is added, by its place from 0. */
  public FieldName addedName(int place) {
    return names.get(place);
  }

  /** Its value. */
  public String addedValue(int place) {
    return values.get(place);
  }

  /** The fields of a head as they go on, in order: what came and stays, then what is added. */
  public void forEach(Fields came, BiConsumer<String, String> taker) {
    came.forEach(
        (name, value) -> {
          if (!removes(FieldName.of(name))) {
            taker.accept(name, value);
          }
        });
    for (int i = 0; i < names.size(); i++) {
      taker.accept(names.get(i).text(), values.get(i));
    }
  }

  /** The first value that goes on under a name. */
  public Optional<String> first(Fields came, FieldName name) {
    Optional<String> kept = removes(name) ? Optional.empty() : came.first(name);
    if (kept.isPresent()) {
      return kept;
    }
    int place = names.indexOf(name);
    return place < 0 ? Optional.empty() : Optional.of(values.get(place));
  }
}
