/**
 * Reads of a TLS ClientHello whom the client wants to talk to and how, without taking part in the
 * handshake.
 */
package dev.sluice.balancer.net.hello;
