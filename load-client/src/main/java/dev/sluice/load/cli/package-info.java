/** The command line: options, console and exit codes. */
package dev.sluice.load.cli;
