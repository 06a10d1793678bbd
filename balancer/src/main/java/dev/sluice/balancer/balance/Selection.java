package dev.sluice.balancer.balance;

import java.util.List;

/**
 * Everything a pick needs, published as a whole.
 *
 * @param members of the pool, in the order they came, those that leave included
 * @param candidates which of them are used now
 * @param backups whether these are the backups
 * @param panic whether they are used in whatever state they are
 * @param starting whether none is usable only because first checks have no results yet
 */
record Selection(
    List<Backend> members,
    Candidates candidates,
    Selector selector,
    boolean backups,
    boolean panic,
    boolean starting) {}
