/** Writes a summary as text, JSON or a web page; pure. */
package dev.sluice.load.report;
