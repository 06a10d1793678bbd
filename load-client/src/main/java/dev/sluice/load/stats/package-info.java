/** Counts and latencies of a run, in bounded memory, and the summary made of them. */
package dev.sluice.load.stats;
