package dev.sluice.bench.harness.report;

import dev.sluice.bench.harness.os.Machine;
import dev.sluice.bench.harness.run.Pace;
import java.util.List;

/**
 * Where, when and with what was measured.
 *
 * @param date as in 2026-01-31
 * @param programs with their versions, a line each
 */
public record Setting(String date, Machine machine, List<String> programs, Pace pace) {}
