package dev.sluice.load.cli;

import dev.sluice.load.carrier.Answer;
import dev.sluice.load.carrier.ExchangeException;
import dev.sluice.load.report.TextReport;
import dev.sluice.load.run.RunObserver;
import java.io.PrintWriter;

/** What a user sees while the run goes on. */
final class Observers {

  private Observers() {}

  static RunObserver silent() {
    return new RunObserver() {
      @Override
      public void answered(Answer answer) {}

      @Override
      public void failed(ExchangeException failure) {}
    };
  }

  /** Prints each answer, and each failure among the diagnostics. */
  static RunObserver printing(PrintWriter out, PrintWriter err) {
    return new RunObserver() {
      @Override
      public void answered(Answer answer) {
        String text = answer.text().isEmpty() ? "(empty answer)" : answer.text();
        out.println(TextReport.printable(text));
      }

      @Override
      public void failed(ExchangeException failure) {
        err.println(failure.kind().text() + ": " + TextReport.printable(failure.getMessage()));
      }
    };
  }
}
