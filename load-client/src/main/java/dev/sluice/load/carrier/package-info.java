/** Carries one request at a time over one connection, for each protocol. */
package dev.sluice.load.carrier;
