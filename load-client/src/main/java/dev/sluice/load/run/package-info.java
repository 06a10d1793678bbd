/** Carries out a plan: workers on event loops, each with its own users and recorder. */
package dev.sluice.load.run;
