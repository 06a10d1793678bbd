package dev.sluice.balancer.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The reference has a row for every key there is, and for no other. */
class ConfigurationReferenceTest {

  private static final Pattern HEADING = Pattern.compile("#+ `\\[{0,2}([a-z.-]+)]{0,2}`.*");
  // key, kind, default, range, meaning
  private static final Pattern ROW = Pattern.compile("\\| `([a-z-]+)` \\|(?:[^|]*\\|){4}");

  @Test
  void documentsExactlyTheKeysThatAreRead() throws IOException {
    Map<String, Set<String>> documented = new TreeMap<>();
    String table = "";
    for (String line : Files.readAllLines(Path.of("../docs/configuration.md"))) {
      Matcher heading = HEADING.matcher(line);
      Matcher row = ROW.matcher(line);
      if (heading.matches()) {
        table = heading.group(1);
      } else if (line.startsWith("#")) {
        table = "";
      } else if (row.matches() && !table.isEmpty()) {
        documented.computeIfAbsent(table, name -> new TreeSet<>()).add(row.group(1));
      }
    }
    Map<String, Set<String>> declared = new TreeMap<>();
    for (Table known : ConfigReader.ROOT.all()) {
      for (String key : known.ownKeys()) {
        // a table that is a section of its own needs no row
        String below = known.name().isEmpty() ? key : known.name() + "." + key;
        if (known.nested(key).isEmpty() || !documented.containsKey(below)) {
          declared.computeIfAbsent(known.name(), name -> new TreeSet<>()).add(key);
        }
      }
    }
    assertThat(documented).isEqualTo(declared);
  }
}
