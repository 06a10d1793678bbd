package dev.sluice.conformance;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Payloads that have got past some server or other. */
final class Corpus {

  private static final String FILE = "smuggling.txt";

  private Corpus() {}

  static List<Payload> all() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                Corpus.class.getResourceAsStream(FILE), StandardCharsets.US_ASCII))) {
      return read(lines.lines().toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Payload> read(List<String> lines) {
    List<Payload> all = new ArrayList<>();
    String[] heading = {};
    StringBuilder bytes = new StringBuilder();
    for (String line : lines) {
      if (line.startsWith("#")) {
        continue;
      }
      if (line.startsWith("== ")) {
        heading = line.substring(3).split(": ", 2);
        bytes.setLength(0);
      } else if (line.isEmpty() && bytes.length() > 0) {
        all.add(new Payload(heading[0], heading[1], bytes.toString()));
        bytes.setLength(0);
      } else {
        bytes.append(unescape(line));
      }
    }
    if (bytes.length() > 0) {
      all.add(new Payload(heading[0], heading[1], bytes.toString()));
    }
    return List.copyOf(all);
  }

  private static String unescape(String line) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < line.length(); i++) {
      char next = line.charAt(i);
      if (next != '\\') {
        text.append(next);
        continue;
      }
      char kind = line.charAt(++i);
      switch (kind) {
        case 'r' -> text.append('\r');
        case 'n' -> text.append('\n');
        case 't' -> text.append('\t');
        case '\\' -> text.append('\\');
        case 'x' -> {
          text.append((char) Integer.parseInt(line.substring(i + 1, i + 3), 16));
          i += 2;
        }
        default -> throw new IllegalArgumentException("\\" + kind + " in " + line);
      }
    }
    return text.toString();
  }
}
