package dev.sluice.bench.harness.run;

import dev.sluice.bench.harness.measure.Measure;
import java.util.List;

/**
 * What Sluice is to reach. It is printed beside what was measured, and judged by nobody here.
 *
 * @param peers the ratio is to the best of them; empty if the figure itself counts
 * @param text for people
 */
public record Goal(Measure measure, List<String> peers, String text) {}
