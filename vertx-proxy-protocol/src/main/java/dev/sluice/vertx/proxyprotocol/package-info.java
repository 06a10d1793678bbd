/**
 * The PROXY protocol, versions 1 and 2, for Vert.x servers: a connection's first bytes tell who the
 * client is and where it connected to.
 *
 * @see <a href="https://www.haproxy.org/download/3.0/doc/proxy-protocol.txt">the specification</a>
 */
package dev.sluice.vertx.proxyprotocol;
