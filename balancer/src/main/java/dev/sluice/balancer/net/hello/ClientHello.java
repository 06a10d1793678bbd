package dev.sluice.balancer.net.hello;

import java.util.List;
import java.util.Optional;

/**
 * What a client says of the connection that it wants.
 *
 * @param serverName in lower case and without a final dot (RFC 6066 section 3); empty when there is
 *     none, or one that is no host name. With an encrypted ClientHello it is the outer one.
 * @param alpn the protocols it speaks, the one it likes best first (RFC 7301), each byte a
 *     character; may hold values of no meaning (RFC 8701)
 */
public record ClientHello(Optional<String> serverName, List<String> alpn) implements Inspection {}
