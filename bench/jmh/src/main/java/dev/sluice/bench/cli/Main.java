package dev.sluice.bench.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** Measures, and writes a report: the file to write, then options of JMH. */
public final class Main {

  private Main() {}

  /** See {@code bench/jmh/run}. */
  public static void main(String[] args) {
    System.exit(run(args));
  }

  private static int run(String[] args) {
    if (args.length == 0) {
      System.err.println("bench: the file for the report is missing; usage: FILE [JMH options]");
      return 2;
    }
    try {
      CommandLineOptions wanted = new CommandLineOptions(Arrays.copyOfRange(args, 1, args.length));
      List<Row> rows =
          new Runner(new OptionsBuilder().parent(wanted).addProfiler(GCProfiler.class).build())
              .run().stream().map(Row::of).toList();
      Files.writeString(Path.of(args[0]), Report.of(rows, Machine.here()));
      return 0;
    } catch (CommandLineOptionException e) {
      System.err.println("bench: " + e.getMessage());
      return 2;
    } catch (RunnerException | IOException e) {
      System.err.println("bench: " + e.getMessage());
      return 1;
    }
  }
}
