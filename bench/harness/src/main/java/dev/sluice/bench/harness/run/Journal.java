package dev.sluice.bench.harness.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** What happened beside the figures. */
public final class Journal {

  private final Consumer<String> progress;
  private final Map<String, String> skipped = new LinkedHashMap<>();
  private final List<String> failures = new ArrayList<>();
  private final Set<String> notes = new LinkedHashSet<>();

  /**
   * An empty one.
   *
   * @param progress is told everything at once
   */
  public Journal(Consumer<String> progress) {
    this.progress = progress;
  }

  /** Something to read while it runs. */
  public void progress(String text) {
    progress.accept(text);
  }

  /** A contender that can't take part. */
  public void skip(String contender, String reason) {
    skipped.put(contender, reason);
    progress.accept(contender + " is skipped: " + reason);
  }

  /** Something that should not have happened; the program will end in failure. */
  public void fail(String text) {
    failures.add(text);
    progress.accept("FAILED: " + text);
  }

  /** Something worth knowing beside the figures. */
  public void note(String text) {
    notes.add(text);
  }

  /** Names and reasons. */
  public Map<String, String> skipped() {
    return skipped;
  }

  /** Empty if all went well. */
  public List<String> failures() {
    return failures;
  }

  /** In the order in which they came, each once. */
  public Set<String> notes() {
    return notes;
  }
}
