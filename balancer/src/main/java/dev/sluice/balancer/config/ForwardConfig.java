package dev.sluice.balancer.config;

import java.util.List;

/**
 * A rule of a server. A rule without hosts matches every host, one without paths every path.
 *
 * @param name default: its place among the server's rules, from 1
 * @param hosts lower case; {@code example.com} or {@code *.example.com}
 * @param paths exact {@code /x}, prefix {@code /x/*}, or a regular expression {@code ~^/v[0-9]+/}
 */
public record ForwardConfig(
    String name, List<String> hosts, List<String> paths, Destination destination) {}
