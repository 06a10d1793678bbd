package dev.sluice.balancer.net.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.util.AbstractReferenceCounted;
import io.netty.util.ReferenceCounted;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FromFilesTest {

  @TempDir private Path folder;
  private Path file;
  private final List<Content> made = new ArrayList<>();

  /** The text of a file; the text "bad" is of no use. */
  private static final class Content extends AbstractReferenceCounted {

    private final String text;
    private int freed;

    Content(String text) {
      this.text = text;
    }

    @Override
    public ReferenceCounted touch(Object hint) {
      return this;
    }

    @Override
    protected void deallocate() {
      freed++;
    }
  }

  @BeforeEach
  void write() throws IOException {
    file = folder.resolve("file");
    Files.writeString(file, "one");
  }

  private FromFiles<Content> open() throws TlsException {
    return new FromFiles<>("test", List.of(file), this::load);
  }

  private Content load() throws TlsException {
    try {
      Content content = new Content(Files.readString(file));
      if (content.text.equals("bad")) {
        throw new TlsException("bad", null);
      }
      made.add(content);
      return content;
    } catch (IOException e) {
      throw new TlsException("gone", e);
    }
  }

  private List<Integer> freed() {
    return made.stream().map(content -> content.freed).toList();
  }

  @Test
  void freesWhatIsReplacedOnceNobodyUsesIt() throws Exception {
    FromFiles<Content> files = open();
    Content used = files.retain().orElseThrow();
    Files.writeString(file, "two, longer");
    files.refresh();
    files.refresh();
    assertThat(freed()).containsExactly(0, 0);
    Content newer = files.retain().orElseThrow();
    assertThat(newer.text).isEqualTo("two, longer");
    newer.release();
    used.release();
    assertThat(freed()).containsExactly(1, 0);
    files.close();
    files.close();
    assertThat(freed()).containsExactly(1, 1);
    assertThat(files.retain()).isEmpty();
  }

  @Test
  void readsUnchangedFilesOnce() throws Exception {
    try (FromFiles<Content> files = open()) {
      for (int i = 0; i < 5; i++) {
        files.refresh();
      }
    }
    assertThat(made).hasSize(1);
  }

  @Test
  void waitsUntilTheFilesChangeNoMore() throws Exception {
    try (FromFiles<Content> files = open()) {
      for (int i = 1; i < 5; i++) {
        Files.writeString(file, "x".repeat(10 * i));
        files.refresh();
      }
      assertThat(made).hasSize(1);
      files.refresh();
      assertThat(made).hasSize(2);
    }
  }

  @Test
  void keepsWhatThereIsAndTriesABadFileOnce() throws Exception {
    try (FromFiles<Content> files = open()) {
      Files.writeString(file, "bad");
      files.refresh();
      files.refresh();
      files.refresh();
      Content kept = files.retain().orElseThrow();
      assertThat(kept.text).isEqualTo("one");
      kept.release();
      Files.delete(file);
      files.refresh();
      files.refresh();
      Files.writeString(file, "two");
      files.refresh();
      files.refresh();
    }
    assertThat(made).extracting(content -> content.text).containsExactly("one", "two");
    assertThat(freed()).containsExactly(1, 1);
  }

  @Test
  void followsLinksThatAreSwapped() throws Exception {
    Path first = Files.createDirectory(folder.resolve("first"));
    Path second = Files.createDirectory(folder.resolve("second"));
    Files.writeString(first.resolve("file"), "one");
    Files.writeString(second.resolve("file"), "two");
    Files.setLastModifiedTime(
        second.resolve("file"), Files.getLastModifiedTime(first.resolve("file")));
    Path link = folder.resolve("link");
    Files.createSymbolicLink(link, first);
    file = link.resolve("file");
    try (FromFiles<Content> files = open()) {
      Files.delete(link);
      Files.createSymbolicLink(link, second);
      files.refresh();
      files.refresh();
    }
    assertThat(made).extracting(content -> content.text).containsExactly("one", "two");
  }

  @Test
  void changesNothingOnceClosed() throws Exception {
    FromFiles<Content> files = open();
    files.close();
    Files.writeString(file, "two, longer");
    files.refresh();
    files.refresh();
    assertThat(freed()).containsExactly(1);
  }

  @Test
  void failsWhenTheFirstReadingDoes() throws IOException {
    Files.writeString(file, "bad");
    assertThatThrownBy(this::open).isInstanceOf(TlsException.class).hasMessage("bad");
  }
}
