package dev.sluice.balancer.http.h1;

import dev.sluice.balancer.http.head.Version;

/**
 * What an answer has to know of the connection that it goes to, and of the request.
 *
 * @param client the version of the request: HTTP/1.0 knows no chunks
 * @param close whether the connection is closed behind the answer, and the client to be told
 * @param upgrade whether this is a 101 that leaves HTTP
 * @param head whether the request was a HEAD
 */
record Hop(Version client, boolean close, boolean upgrade, boolean head) {}
