/** What a run is to do: where it sends, what, how fast and over which connections. Plain values. */
package dev.sluice.load.plan;
