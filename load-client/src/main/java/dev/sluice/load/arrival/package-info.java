/** When requests are due: pure sequences over nanoseconds since the start of the run. */
package dev.sluice.load.arrival;
