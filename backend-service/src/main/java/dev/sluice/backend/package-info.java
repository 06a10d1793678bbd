/**
 * A backend to put behind a load balancer: it says who it is, shows what it received, streams,
 * hashes, delays and fails on demand. {@link dev.sluice.backend.Backend} starts it; the command
 * line is in {@code cli}.
 */
package dev.sluice.backend;
