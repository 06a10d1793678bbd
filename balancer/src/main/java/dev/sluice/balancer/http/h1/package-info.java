/**
 * HTTP/1.0 and 1.1 of our own, both sides, on Netty channels. The codec in it reads heads strictly
 * and once, in their bytes, and forwards as it came what doesn't change; it knows no channel.
 */
package dev.sluice.balancer.http.h1;
