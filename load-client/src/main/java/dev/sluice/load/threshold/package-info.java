/** Limits that a run must keep. */
package dev.sluice.load.threshold;
